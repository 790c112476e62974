"""LMB202."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import AnyOf, Codemod, Match, Refusal, clients

if TYPE_CHECKING:
    from lambdafix.codemod import Module

Plan = clients.Hoist | clients.CheckedGetter

_TRANSACTIONS = frozenset({"autocommit", "commit", "rollback", "set_autocommit", "transaction"})


_LIBRARIES_TEXT = """
    psycopg pymysql mysql.connector mysqldb create_engine redis mongoclient pyodbc pymssql oracle redshift_connector
    snowflake pika elasticsearch opensearch kafka
"""
_LIBRARIES = tuple(name.encode() for name in _LIBRARIES_TEXT.split())


class ConnectionInHandler(Codemod[Plan]):
    """A database connection, or a client that pools connections, that every request opens anew.

    What it does
    ------------
    Finds connections of psycopg2, psycopg, pymysql and mysql.connector, SQLAlchemy engines, and clients of redis and
    pymongo that are opened in code a request runs, from the same arguments for every request. A secret or token fetched
    for the connection counts as the same; what comes from the event or a parameter does not.

    Why it is bad
    -------------
    Opening a connection costs several round trips and, on the server, a process or a thread. Under load every request
    adds one, and the database runs out of connections before the function runs out of concurrency.

    Example
    -------
    ```python
    import os

    import pymysql


    def handler(event, context):
        port = int(os.environ["MYSQL_TCP_PORT"])
        conn = pymysql.connect(host="127.0.0.1", user=os.environ["MYSQL_USER"], port=port)
        with conn.cursor() as cursor:
            cursor.execute("SELECT %s + 1", (event["number"],))
            (answer,) = cursor.fetchone()
        conn.close()
        return int(answer)
    ```

    Use instead
    -----------
    ```python
    import os

    import pymysql

    _connection = None


    def get_connection():
        global _connection
        if _connection is not None:
            try:
                _connection.ping(reconnect=False)
                _connection.rollback()
                return _connection
            except pymysql.Error:
                _connection = None
        port = int(os.environ["MYSQL_TCP_PORT"])
        _connection = pymysql.connect(host="127.0.0.1", user=os.environ["MYSQL_USER"], port=port)
        return _connection


    def handler(event, context):
        conn = get_connection()
        with conn.cursor() as cursor:
            cursor.execute("SELECT %s + 1", (event["number"],))
            (answer,) = cursor.fetchone()
        conn.rollback()
        return int(answer)
    ```

    When the fix is safe
    --------------------
    Never: a connection that lasts carries state from one request into the next. The getter therefore asks whether the
    server still answers, ends what transaction is open, and connects anew where it must. Where the code closed the
    connection it now ends its transaction. Engines and the clients of redis and pymongo reconnect by themselves and are
    built once, outside the handler; engines get `pool_pre_ping` and clients of redis `health_check_interval`, so that
    they notice a lost connection before they use it.

    When it is refused
    ------------------
    - while the connection is in use another function opens one of its own: sharing it would end the transaction
    - it is handed to a thread, to code that closes it, or closed in a way that cannot be taken out
    - a function hands it out and callers close it
    - it makes temporary tables or takes locks that last as long as the connection
    - it is a pool of psycopg, a connection of pika, whose checks only its users can make

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
    - https://www.psycopg.org/docs/connection.html
    - https://www.psycopg.org/psycopg3/docs/basic/transactions.html
    - https://pymysql.readthedocs.io/en/latest/modules/connections.html
    - https://docs.sqlalchemy.org/en/20/core/pooling.html#dealing-with-disconnects
    """

    code = "LMB202"
    name = "connection-in-handler"
    remedy = "Keep one checked connection for the process"
    evidence = AnyOf(*_LIBRARIES)

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        found = list(clients.constructions(module, clients.opened, fetched=True))
        for connection in found:
            if not (connection.is_global and clients.is_guarded(module, connection)):
                yield self._match(module, connection, found)

    def _match(self, module: Module, connection: clients.Connection, found: list[clients.Connection]) -> Match[Plan]:
        driver = connection.product.driver
        named = connection if driver.pools else clients.as_named(module, connection)
        life = clients.lifetime(module, named)
        library = module.canonical(connection.call.func).partition(".")[0]
        around = clients.circumstances(module, connection, library=library, in_place=not driver.pools)
        span = module.span(connection.call)
        message = f"the {driver.noun} is opened anew {clients.per_request(connection.reach)}"
        call_path = connection.reach.call_path
        refusal = _obstacle(module, named, life, found) or around.refusal
        if refusal is not None:
            return Match.report(span, message, refusal, call_path=call_path)
        way: Plan
        if driver.pools:
            lazy = around.lazy or connection.inputs.is_fetched or driver.connects
            keywords = connection.product.lasting
            way = clients.hoist(
                module, connection, found, lazy=lazy, names=driver.names, closes=life.closes, keywords=keywords
            )
            doubt = "what it keeps for the process outlives the request"
        else:
            way = clients.checked_getter(module, connection, found, life.closes)
            doubt = "a lasting connection carries its session's state into the next request"
        return Match.repair(span, message, way, doubts=[doubt, *around.doubts], call_path=call_path)


def _obstacle(
    module: Module, connection: clients.Connection, life: clients.Lifetime, found: list[clients.Connection]
) -> Refusal | None:
    driver = connection.product.driver
    if driver.refusal is not None:
        return Refusal(*driver.refusal)
    if connection.inputs.is_unpacked:
        return Refusal(
            "what it is opened with is unpacked from one call's result", "fetch that in the function that opens it"
        )
    if connection.is_global:
        return Refusal(
            "a global variable keeps it already, but each request opens a new one",
            "open it only while it is None or no longer usable",
        )
    if life.to_thread or clients.runs_in_threads(module, connection.reach.call_path):
        return Refusal("another thread gets it", "give each thread a connection of its own")
    if life.closed_otherwise or "dispose" in life.paths:
        return Refusal(
            "it is closed, and lambdafix cannot tell how to take the closing out",
            "do not close it: let it live as long as the process",
        )
    if clients.closes_attribute(module, connection):
        return Refusal("the object that keeps it closes it", "do not close it: let it live as long as the process")
    if life.escapes and (clients.closes_parameter(module) or clients.closes_result(module, connection)):
        return Refusal("the code it is handed to closes it", "do not close it: let it live as long as the process")
    if driver.pools:
        return None
    if life.entered and driver.leaving is not clients.Leaving.COMMITS:
        return Refusal("a with statement closes it", "take the with statement away")
    if life.closes and clients.is_rebound(module, connection):
        return Refusal(
            "the name that is closed may stand for another connection by then", "give each a name of its own"
        )
    if made := clients.needs_session(module):
        return Refusal(f"`{made}` lasts as long as the connection", "end it before the request ends")
    if _is_own_block(module, connection) and _ends_transactions(module, connection, life):
        return Refusal("the code around its `with` statement ends the transaction, too", "take the with statement away")
    if inner := clients.opens_inside(module, connection, found):
        return Refusal(
            f"`{inner}` opens one of its own meanwhile, and sharing one would end the other's transaction",
            "pass the connection to it",
        )
    return None


def _is_own_block(module: Module, connection: clients.Connection) -> bool:
    """Whether a with statement of the driver's own, to become a transaction's, holds the connection."""
    statement = connection.statement
    return (
        connection.product.driver.leaving is clients.Leaving.COMMITS_AND_CLOSES
        and isinstance(statement, ast.With)
        and statement.items[0].context_expr is connection.call
    )


def _ends_transactions(module: Module, connection: clients.Connection, life: clients.Lifetime) -> bool:
    """Whether other code than the with statement decides about transactions, which a block of its own forbids."""
    given = {keyword.arg for keyword in connection.call.keywords}
    used = life.paths | life.written | given
    if life.escapes and any(clients.project_touches(module, each) for each in _TRANSACTIONS):
        return True
    return bool(used & _TRANSACTIONS)
