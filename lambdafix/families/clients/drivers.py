"""The database drivers: how each tells whether a connection lives, ends what is open on it, and what its `with` means.

References: psycopg.org/docs/connection.html, psycopg.org/psycopg3/docs/basic/usage.html,
pymysql.readthedocs.io, dev.mysql.com/doc/connector-python, docs.sqlalchemy.org (core/pooling), redis.readthedocs.io,
pymongo.readthedocs.io, github.com/mkleehammer/pyodbc/wiki, mysqlclient.readthedocs.io, pymssql.readthedocs.io,
python-oracledb.readthedocs.io, docs.snowflake.com (Python Connector API), github.com/aws/amazon-redshift-python-driver,
psycopg.org/docs/pool.html, psycopg.org/psycopg3/docs/advanced/pool.html,
elasticsearch-py.readthedocs.io, opensearch.org/docs (low-level Python client), kafka-python.readthedocs.io,
docs.confluent.io (confluent-kafka-python), pika.readthedocs.io.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdafix.analysis.program.module import Module


class Leaving(enum.Enum):
    """What the end of `with connection:` does."""

    COMMITS = "ends the transaction"
    CLOSES = "closes the connection"
    COMMITS_AND_CLOSES = "ends the transaction and closes the connection"


@dataclass(frozen=True, slots=True)
class Driver:
    noun: str
    """What a sentence calls what it opens."""
    makers: tuple[str, ...]
    """Canonical names of the calls that open it."""
    pools: bool = False
    """It reconnects by itself, so that one at module level is right as it is."""
    check: tuple[str, ...] = ()
    """Statements that fail where the connection is gone, and leave no transaction open; "{c}" is the connection."""
    error: tuple[str, str] = ("", "")
    """The module and name of what a lost connection raises."""
    lives: str = ""
    """Asked before `check`, whose errors then count: an expression that is false where the connection is gone."""
    leaving: Leaving = Leaving.COMMITS
    names: tuple[str, ...] = ("connection",)
    """Sensible names at module level."""
    lasting: tuple[str, str] | None = None
    """A keyword argument, and its value, by which one that outlives a request notices that the server went away."""
    connects: bool = False
    """Making it connects at once, so that it is made the first time it is needed."""
    refusal: tuple[str, str] | None = None
    """Why none is kept for lambdafix to write, and what to do."""
    unless: frozenset[str] = frozenset()
    """Keyword arguments beside which `lasting` has no effect or is an error."""


_ENDS_OPEN = "if {c}.info.transaction_status:\n    {c}.rollback()"

DRIVERS = (
    # the check opens a transaction, which would turn later ones into savepoints: a rollback comes after it; and one
    # before it where a request's transaction is open, or has failed, so that the check would fail as well
    Driver(
        "PostgreSQL connection",
        ("psycopg2.connect",),
        names=("connection", "postgresql_connection"),
        check=(_ENDS_OPEN, 'with {c}.cursor() as cursor:\n    cursor.execute("SELECT 1")', "{c}.rollback()"),
        error=("psycopg2", "Error"),
    ),
    Driver(
        "PostgreSQL connection",
        ("psycopg.connect", "psycopg.Connection.connect"),
        names=("connection", "postgresql_connection"),
        check=(_ENDS_OPEN, '{c}.execute("SELECT 1")', "{c}.rollback()"),
        error=("psycopg", "Error"),
        leaving=Leaving.COMMITS_AND_CLOSES,
    ),
    # `reconnect=True` is deprecated; the rollback ends the snapshot that a reused connection would go on reading
    Driver(
        "MySQL connection",
        ("pymysql.connect", "pymysql.Connect", "pymysql.connections.Connection"),
        names=("connection", "mysql_connection"),
        check=("{c}.ping(reconnect=False)", "{c}.rollback()"),
        error=("pymysql", "Error"),
        leaving=Leaving.CLOSES,
    ),
    Driver(
        "MySQL connection",
        ("mysql.connector.connect", "mysql.connector.MySQLConnection"),
        names=("connection", "mysql_connection"),
        check=("{c}.rollback()",),
        error=("mysql.connector", "Error"),
        lives="{c}.is_connected()",
        leaving=Leaving.CLOSES,
    ),
    Driver(
        "SQLAlchemy engine",
        ("sqlalchemy.create_engine", "sqlalchemy.engine.create_engine"),
        True,
        names=("engine",),
        lasting=("pool_pre_ping", "True"),
        unless=frozenset({"pool", "poolclass"}),
    ),
    Driver(
        "Redis client",
        ("redis.Redis", "redis.StrictRedis", "redis.from_url", "redis.Redis.from_url", "redis.StrictRedis.from_url"),
        True,
        names=("redis_client", "cache_client"),
        lasting=("health_check_interval", "30"),
        unless=frozenset({"connection_pool"}),
    ),
    Driver(
        "ODBC connection",
        ("pyodbc.connect",),
        names=("connection", "odbc_connection"),
        check=('{c}.execute("SELECT 1")', "{c}.rollback()"),
        error=("pyodbc", "Error"),
    ),
    Driver(
        "MySQL connection",
        ("MySQLdb.connect", "MySQLdb.Connect"),
        names=("connection", "mysql_connection"),
        check=("{c}.ping()", "{c}.rollback()"),
        error=("MySQLdb", "Error"),
        leaving=Leaving.CLOSES,
    ),
    Driver(
        "SQL Server connection",
        ("pymssql.connect",),
        names=("connection", "sql_server_connection"),
        check=('with {c}.cursor() as cursor:\n    cursor.execute("SELECT 1")', "{c}.rollback()"),
        error=("pymssql", "Error"),
        leaving=Leaving.CLOSES,
    ),
    Driver(
        "Oracle connection",
        ("oracledb.connect",),
        names=("connection", "oracle_connection"),
        check=("{c}.ping()", "{c}.rollback()"),
        error=("oracledb", "Error"),
        leaving=Leaving.CLOSES,
    ),
    Driver(
        "Oracle connection",
        ("cx_Oracle.connect",),
        names=("connection", "oracle_connection"),
        check=("{c}.ping()", "{c}.rollback()"),
        error=("cx_Oracle", "Error"),
        leaving=Leaving.CLOSES,
    ),
    Driver(
        "Redshift connection",
        ("redshift_connector.connect",),
        names=("connection", "redshift_connection"),
        check=("{c}.rollback()", 'with {c}.cursor() as cursor:\n    cursor.execute("SELECT 1")', "{c}.rollback()"),
        error=("redshift_connector", "Error"),
        leaving=Leaving.CLOSES,
    ),
    Driver(
        "Snowflake connection",
        ("snowflake.connector.connect",),
        names=("connection", "snowflake_connection"),
        check=("{c}.rollback()",),
        error=("snowflake.connector", "Error"),
        lives="{c}.is_valid()",
        leaving=Leaving.COMMITS_AND_CLOSES,
    ),
    Driver(
        "PostgreSQL connection pool",
        ("psycopg2.pool.SimpleConnectionPool", "psycopg2.pool.ThreadedConnectionPool"),
        True,
        names=("connection_pool",),
        connects=True,
        refusal=(
            "the pool does not notice a connection that the server has closed",
            "keep the pool for the process, and check each connection that it gives before you use it",
        ),
    ),
    Driver(
        "PostgreSQL connection pool",
        ("psycopg_pool.ConnectionPool",),
        True,
        names=("connection_pool",),
        refusal=(
            "threads of the pool's own keep its connections, and stand still between requests",
            "keep one for the process, with `min_size=0` and `check=ConnectionPool.check_connection`",
        ),
    ),
    Driver(
        "message broker's connection",
        ("pika.BlockingConnection",),
        names=("connection",),
        refusal=(
            "the broker closes it while the environment rests, for nobody answers its heartbeats",
            "keep it for the process, and open another where publishing raises AMQPConnectionError",
        ),
    ),
    Driver(
        "Elasticsearch client",
        ("elasticsearch.Elasticsearch",),
        True,
        names=("elasticsearch_client", "search_client"),
    ),
    Driver(
        "OpenSearch client",
        ("opensearchpy.OpenSearch",),
        True,
        names=("opensearch_client", "search_client"),
    ),
    Driver("Kafka producer", ("kafka.KafkaProducer",), True, names=("kafka_producer", "producer"), connects=True),
    Driver("Kafka producer", ("confluent_kafka.Producer",), True, names=("kafka_producer", "producer")),
    Driver(
        "MongoDB client", ("pymongo.MongoClient", "pymongo.mongo_client.MongoClient"), True, names=("mongo_client",)
    ),
)

_BY_MAKER = {maker: driver for driver in DRIVERS for maker in driver.makers}


@dataclass(frozen=True, slots=True)
class Opened:
    """A call that opens a connection, or makes a client that will."""

    call: ast.Call
    driver: Driver
    base: ast.expr | None = None

    @property
    def noun(self) -> str:
        return self.driver.noun

    @property
    def lasting(self) -> Mapping[str, str]:
        """The keyword arguments, name -> expression, that the call lacks when what it makes outlives a request."""
        given = {keyword.arg for keyword in self.call.keywords}
        if self.driver.lasting is None or not (self.call.args or given) or None in given:
            return {}
        name, value = self.driver.lasting
        return {} if given & {name, *self.driver.unless} else {name: value}


def opened(module: Module, call: ast.Call) -> Opened | None:
    """What `call` opens, if it is certain to open something by a known driver."""
    driver = _BY_MAKER.get(module.canonical(call.func))
    return Opened(call, driver) if driver is not None else None
