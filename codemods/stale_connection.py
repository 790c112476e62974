"""LMB204."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdafix.codemod import AnyOf, Codemod, Match, Refusal, clients

if TYPE_CHECKING:
    from lambdafix.codemod import Module


_LIBRARIES = (b"psycopg", b"pymysql", b"mysql.connector", b"mysqldb", b"pyodbc", b"pymssql", b"oracle", b"snowflake",
              b"redshift_connector", b"create_engine")  # fmt: skip

Plan = clients.ImportedConnection | clients.PrePing


class StaleConnection(Codemod[Plan]):
    """A database connection opened at module level that nothing checks before it is used again.

    What it does
    ------------
    Finds connections of database drivers that a module opens while it is imported and that requests use, together with
    cursors made of them at once, where no code asks whether they still live; and engines of SQLAlchemy with a pool that
    neither pings nor recycles its connections.

    Why it is bad
    -------------
    An execution environment may rest for minutes between two requests. The server, a proxy or a firewall has closed the
    connection by then, and every request of that environment fails until it is thrown away. What a request left open,
    an aborted transaction or an old snapshot, is there in the next one as well.

    Example
    -------
    ```python
    import os

    import psycopg2

    conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    cursor = conn.cursor()


    def handler(event, context):
        cursor.execute("SELECT %s + 1", (event["number"],))
        return cursor.fetchone()[0]
    ```

    Use instead
    -----------
    ```python
    import os

    import psycopg2

    conn = None
    cursor = None


    def ensure_connected():
        global conn, cursor
        if conn is not None:
            try:
                if conn.info.transaction_status:
                    conn.rollback()
                with conn.cursor() as probe:
                    probe.execute("SELECT 1")
                conn.rollback()
                return
            except psycopg2.Error:
                conn = None
        conn = psycopg2.connect(dbname=os.environ["PGDATABASE"])
        cursor = conn.cursor()


    def handler(event, context):
        ensure_connected()
        cursor.execute("SELECT %s + 1", (event["number"],))
        return cursor.fetchone()[0]
    ```

    When the fix is safe
    --------------------
    Never: a failure to connect is now the request's and no longer the import's, and a transaction that one request left
    open is ended before the next.

    When it is refused
    ------------------
    - the import itself uses the connection
    - other files use it, or handlers in other files
    - it is opened inside another statement than `try`

    References
    ----------
    - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    - https://www.psycopg.org/docs/connection.html
    - https://pymysql.readthedocs.io/en/latest/modules/connections.html
    """

    code = "LMB204"
    name = "stale-connection"
    remedy = "Check the connection at the start of each request"
    evidence = AnyOf(*_LIBRARIES)

    def detect(self, module: Module) -> Iterator[Match[Plan]]:
        yield from map(functools.partial(_engine_match, module), clients.unchecked_engines(module))
        for found in clients.imported_connections(module):
            span = module.span(found.product.call)
            noun, path = found.product.noun, found.reach.call_path
            message = f"the {noun} is opened once and never checked, though used {clients.per_request(found.reach)}"
            if found.obstacle:
                refusal = Refusal(
                    found.obstacle, "open it in a function that checks it, and call that first in each handler"
                )
                yield Match.report(span, message, refusal, call_path=path)
            else:
                doubt = (
                    "a failure to connect becomes the request's, and an open transaction is ended before each request"
                )
                yield Match.repair(span, message, found, doubts=[doubt], call_path=path)


def _engine_match(module: Module, found: clients.UncheckedEngine) -> Match[Plan]:
    return Match.repair(
        module.span(found.product.call),
        f"the {found.product.noun} keeps connections that it never checks, though used"
        f" {clients.per_request(found.reach)}",
        found.plan,
        doubts=["each request asks the server once more, before its first statement"],
        call_path=found.reach.call_path,
    )
