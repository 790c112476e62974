"""The rewrites of connections, on real servers: handlers before and after, called in one process.

Every handler here is repaired by the rule itself. Which session served a call is the server's own word.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from types import ModuleType
from typing import Any

import boto3
import pytest
from moto import mock_aws

from support.analysis import analyse_files, answer, rewritten
from support.servers import Redis, Server


@dataclass(frozen=True)
class Driver:
    """A DB-API driver: how a handler opens a connection by it, so that its transactions keep a snapshot."""

    imports: str
    opening: str
    server: str

    @property
    def session(self) -> str:
        return "SELECT pg_backend_pid()" if self.server == "postgresql" else "SELECT CONNECTION_ID()"

    @property
    def kill(self) -> str:
        return "SELECT pg_terminate_backend({})" if self.server == "postgresql" else "KILL {}"

    @property
    def own_end(self) -> str:
        """A statement that kills the session which executes it."""
        return self.kill.format(self.session.removeprefix("SELECT "))

    def connect(self) -> Any:
        namespace: dict[str, Any] = {}
        exec(f"import os\n{self.imports}\nconnection = {self.opening}", namespace)
        return namespace["connection"]


_SNAPSHOTS = r'options="-c default_transaction_isolation=repeatable\\ read"'
_MARIADB = (
    'host="127.0.0.1", port=int(os.environ["MYSQL_TCP_PORT"]), user="root", database=os.environ["MYSQL_DATABASE"]'
)
DRIVERS = {
    "psycopg2": Driver(
        "import psycopg2", f'psycopg2.connect(dbname=os.environ["PGDATABASE"], {_SNAPSHOTS})', "postgresql"
    ),
    "psycopg": Driver(
        "import psycopg", f'psycopg.connect(dbname=os.environ["PGDATABASE"], {_SNAPSHOTS})', "postgresql"
    ),
    "pymysql": Driver("import pymysql", f"pymysql.connect({_MARIADB})", "mariadb"),
    "mysql.connector": Driver("import mysql.connector", f"mysql.connector.connect({_MARIADB})", "mariadb"),
    "mysql.connector, in Python": Driver(
        "import mysql.connector", f"mysql.connector.connect({_MARIADB}, use_pure=True)", "mariadb"
    ),
}

UNCOMMITTED = """
cursor = conn.cursor()
cursor.execute(event["session"])
session = cursor.fetchone()[0]
answer = None
for statement in event.get("statements", ()):
    cursor.execute(statement)
    answer = cursor.fetchone()[0] if cursor.description else None
return session, answer
"""
"""Executes what the event says."""
RUN = UNCOMMITTED.replace("return session, answer", 'if event.get("commit"):\n    conn.commit()')
"""The same; leaves the transaction open unless the event says to commit."""


CLOSED_IN_FINALLY = f"""
try:
    conn = {{opening}}
{indent(RUN, "    ")}
    return session, answer
except Exception as error:
    return str(error)
finally:
    if conn is not None:
        conn.close()
"""
MISSING = r"(?i)missing"
"""What every driver's error says about a table of this name."""


class Database:
    """An empty database, what another client sees of it, and handlers that use it."""

    def __init__(self, driver: Driver, server: Server, folder: Path) -> None:
        self.driver = driver
        self.server = server
        self._folder = folder

    def execute(self, statement: str) -> Any:
        """By a connection of its own, committed."""
        connection = self.driver.connect()
        try:
            cursor = connection.cursor()
            cursor.execute(statement)
            found = cursor.fetchone() if cursor.description else None
            connection.commit()
        finally:
            connection.close()
        return found[0] if found else None

    def numbers(self) -> list[int]:
        connection = self.driver.connect()
        try:
            cursor = connection.cursor()
            cursor.execute("SELECT n FROM numbers ORDER BY n")
            return [row[0] for row in cursor.fetchall()]
        finally:
            connection.close()

    def per_request(self, body: str, opening: str = "conn = {opening}") -> tuple[Handler, Handler]:
        """A handler that opens a connection and runs `body`, before and after LMB202 repaired it."""
        opened = opening.format(opening=self.driver.opening)
        body = dedent(body).strip().replace("{opening}", self.driver.opening)
        lines = f"{opened}\n{indent(body, '    ') if opening.endswith(':') else body}"
        return self._both(f"def handler(event, context):\n{indent(lines, '    ')}\n", "LMB202")

    def per_process(self, body: str) -> tuple[Handler, Handler]:
        """A handler whose module opens the connection, before and after LMB204 repaired it."""
        text = (
            f"conn = {self.driver.opening}\n\n\ndef handler(event, context):\n{indent(dedent(body).strip(), '    ')}\n"
        )
        return self._both(text, "LMB204")

    def _both(self, text: str, rule: str) -> tuple[Handler, Handler]:
        before = f"import os\n\n{self.driver.imports}\n\n\n{text}"
        after = repaired(self._folder, before, rule)
        return Handler(before, self.driver.session), Handler(after, self.driver.session)


class Handler:
    """One execution environment: the module is imported at the first call."""

    def __init__(self, text: str, session: str = "") -> None:
        self.text = text
        self._session = session
        self._module: ModuleType | None = None

    def __call__(self, *statements: str, commit: bool = False) -> Any:
        if self._module is None:
            module = ModuleType("app")
            exec(compile(self.text, "app.py", "exec"), module.__dict__)
            self._module = module
        return self._module.handler({"session": self._session, "statements": statements, "commit": commit}, None)


def repaired(folder: Path, text: str, rule: str) -> str:
    """`text` after every fix of `rule`, of which there is exactly one."""
    files = {"app.py": text.encode()}
    analysis = analyse_files(folder / rule, files, rule, unsafe=True)
    assert [answer(finding) for finding in analysis.findings] == ["unsafe"], analysis.findings
    return rewritten(files, analysis)["app.py"].decode()


def entered(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an empty database of `server` the one that clients connect to."""
    for name, value in server.fresh().items():
        monkeypatch.setenv(name, value)


@pytest.fixture(params=list(DRIVERS.values()), ids=list(DRIVERS))
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    return _database(request.param, request, tmp_path, monkeypatch)


@pytest.fixture
def database_of(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Database]:
    return lambda name: _database(DRIVERS[name], request, tmp_path, monkeypatch)


def _database(
    driver: Driver, request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Database:
    server: Server = request.getfixturevalue(driver.server)
    entered(server, monkeypatch)
    database = Database(driver, server, folder)
    engine = " ENGINE=InnoDB" if driver.server == "mariadb" else ""
    database.execute(f"CREATE TABLE numbers (n integer){engine}")
    return database


OPENED_AND_CLOSED = RUN + "conn.close()\nreturn session, answer"
OPENED = RUN + "return session, answer"


# --- opened per request: LMB202


def test_warm_calls_share_one_connection(database: Database) -> None:
    before, after = database.per_request(OPENED_AND_CLOSED)

    assert len({before()[0] for _ in range(3)}) == 3
    assert len({after()[0] for _ in range(3)}) == 1
    assert "conn.close()" in before.text
    assert ".close()" not in after.text


def test_a_restart_of_the_server_is_survived(database: Database) -> None:
    _, after = database.per_request(OPENED_AND_CLOSED)

    after()
    database.server.restart()

    assert after("SELECT 7")[1] == 7


def test_a_killed_session_is_replaced(database: Database) -> None:
    _, after = database.per_request(OPENED_AND_CLOSED)

    session, _ = after()
    database.execute(database.driver.kill.format(session))

    renewed, found = after("SELECT 7")
    assert (renewed != session, found) == (True, 7)
    assert after()[0] == renewed


def test_a_failed_transaction_ends_with_its_request(database: Database) -> None:
    _, after = database.per_request(OPENED_AND_CLOSED)

    after()
    with pytest.raises(Exception, match=MISSING):
        after("INSERT INTO numbers VALUES (1)", "SELECT * FROM missing")
    after("INSERT INTO numbers VALUES (2)", commit=True)

    assert database.numbers() == [2]


def test_what_was_not_committed_is_thrown_away(database: Database) -> None:
    before, after = database.per_request(OPENED_AND_CLOSED)

    for number, handler in enumerate((before, after, after)):
        handler(f"INSERT INTO numbers VALUES ({number})")
        assert database.numbers() == []
    after(commit=True)

    assert database.numbers() == []


def test_a_warm_call_sees_what_others_committed(database: Database) -> None:
    _, after = database.per_request(OPENED)

    assert after("SELECT count(*) FROM numbers")[1] == 0
    database.execute("INSERT INTO numbers VALUES (1)")

    assert after("SELECT count(*) FROM numbers")[1] == 1


def test_rows_of_every_warm_call_are_there(database: Database) -> None:
    _, after = database.per_request(OPENED_AND_CLOSED)

    for number in range(3):
        after(f"INSERT INTO numbers VALUES ({number})", commit=True)

    assert database.numbers() == [0, 1, 2]


def test_a_result_left_unread_does_not_hinder_the_next_call(database: Database) -> None:
    _, after = database.per_request("""
        cursor = conn.cursor()
        cursor.execute(event["session"])
        session = cursor.fetchone()[0]
        cursor.execute("SELECT 1 UNION SELECT 2")
        return session
    """)

    shared = after() == after()

    # mysql.connector takes a connection with an unread result for a lost one
    assert shared or database.driver.imports == "import mysql.connector"


def test_with_keeps_its_meaning(database: Database) -> None:
    before, after = database.per_request(UNCOMMITTED, "with {opening} as conn:")
    commits = database.driver.imports in ("import psycopg2", "import psycopg")

    for number, handler in enumerate((before, after, after)):
        handler(f"INSERT INTO numbers VALUES ({number})")
        assert database.numbers() == (list(range(number + 1)) if commits else [])
    with pytest.raises(Exception, match=MISSING):
        after("INSERT INTO numbers VALUES (9)", "SELECT * FROM missing")
    assert 9 not in database.numbers()
    assert len({after()[0] for _ in range(2)}) == 1


def test_what_finally_closed_lasts(database: Database) -> None:
    before, after = database.per_request(CLOSED_IN_FINALLY, "conn = None")

    assert len({before()[0] for _ in range(2)}) == 2
    assert len({after()[0] for _ in range(2)}) == 1
    for handler in (before, after):
        assert "missing" in handler("INSERT INTO numbers VALUES (1)", "SELECT * FROM missing")
        database.execute("DELETE FROM numbers")  # waits for whoever still has a lock
        assert database.numbers() == []


def test_a_session_lost_during_a_request_fails_as_before(database: Database) -> None:
    before, after = database.per_request(CLOSED_IN_FINALLY, "conn = None")

    lost = [handler(database.driver.own_end, "SELECT 1") for handler in (before, after)]

    assert lost[0] == lost[1]
    assert after("SELECT 7")[1] == 7


def test_closing_keeps_its_meaning(database: Database) -> None:
    before, after = database.per_request(
        UNCOMMITTED, "from contextlib import closing\nwith closing({opening}) as conn:"
    )

    for handler in (before, after, after):
        handler("INSERT INTO numbers VALUES (1)")
        database.execute("DELETE FROM numbers")  # waits for whoever still has a lock
        assert database.numbers() == []
    assert len({after()[0] for _ in range(2)}) == 1


@pytest.mark.parametrize("name", ["psycopg2", "psycopg"])
def test_a_transaction_block_commits_in_warm_calls(name: str, database_of: Callable[[str], Database]) -> None:
    block = "conn" if name == "psycopg2" else "conn.transaction()"
    database = database_of(name)
    before, after = database.per_request(f"""
        with {block}:
            conn.cursor().execute(event["statements"][0])
        conn.close()
    """)

    for number, handler in enumerate((before, after, after)):
        handler(f"INSERT INTO numbers VALUES ({number})")
        assert database.numbers() == list(range(number + 1))


@pytest.mark.parametrize("name", ["psycopg2", "psycopg"])
def test_autocommit_can_be_set_in_warm_calls(name: str, database_of: Callable[[str], Database]) -> None:
    database = database_of(name)
    _, after = database.per_request("conn.autocommit = True\n" + OPENED_AND_CLOSED)

    first, _ = after("INSERT INTO numbers VALUES (0)")
    second, _ = after("INSERT INTO numbers VALUES (1)")

    assert (database.numbers(), first) == ([0, 1], second)


def test_a_secret_is_fetched_with_the_connection(
    database_of: Callable[[str], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    database = database_of("psycopg2")
    before = dedent("""
        import json
        import os

        import boto3
        import psycopg2

        secrets = boto3.client("secretsmanager")


        def handler(event, context):
            secret = json.loads(secrets.get_secret_value(SecretId="orders")["SecretString"])
            conn = psycopg2.connect(dbname=os.environ["PGDATABASE"], user=secret["user"])
            cursor = conn.cursor()
            cursor.execute("SELECT current_user, pg_backend_pid()")
            user, session = cursor.fetchone()
            conn.close()
            return user, session
    """)
    after = Handler(repaired(database._folder, before, "LMB202"))
    database.execute("CREATE ROLE renewed LOGIN")
    with mock_aws():
        secrets = boto3.client("secretsmanager")
        secrets.create_secret(Name="orders", SecretString=json.dumps({"user": "tests"}))
        user, session = after()
        secrets.put_secret_value(SecretId="orders", SecretString=json.dumps({"user": "renewed"}))

        assert after() == (user, session) == ("tests", session), "one connection, so the secret is not read again"
        database.execute(f"SELECT pg_terminate_backend({session})")
        assert after()[0] == "renewed", "the secret is read for the new connection"
    database.execute("DROP ROLE renewed")


# --- opened at the import: LMB204


def test_a_connection_of_the_import_survives_a_restart(database: Database) -> None:
    before, after = database.per_process(OPENED)

    first, again = before()[0], after()[0]
    assert (before()[0], after()[0]) == (first, again), "it is kept as long as it lives"
    database.server.restart()

    with pytest.raises(Exception):  # noqa: B017 - each driver has its own class and words
        before("SELECT 7")
    assert after("SELECT 7")[1] == 7


def test_a_killed_connection_of_the_import_is_replaced(database: Database) -> None:
    before, after = database.per_process(OPENED)

    for handler in (before, after):
        database.execute(database.driver.kill.format(handler()[0]))

    with pytest.raises(Exception):  # noqa: B017 - each driver has its own class and words
        before("SELECT 7")
    assert after("SELECT 7")[1] == 7


def test_a_connection_of_the_import_shows_what_others_committed(database: Database) -> None:
    before, after = database.per_process(OPENED)

    for handler in (before, after):
        assert handler("SELECT count(*) FROM numbers")[1] == 0
    database.execute("INSERT INTO numbers VALUES (1)")

    assert before("SELECT count(*) FROM numbers")[1] == 0, "the snapshot is no longer stale before the fix"
    assert after("SELECT count(*) FROM numbers")[1] == 1


def test_a_failed_transaction_on_a_connection_of_the_import(database: Database) -> None:
    before, after = database.per_process(OPENED)

    before()
    with pytest.raises(Exception, match=MISSING):
        before("INSERT INTO numbers VALUES (1)", "SELECT * FROM missing")
    if database.driver.server == "postgresql":
        with pytest.raises(Exception, match="current transaction is aborted"):
            before("SELECT 7")
    else:
        before(commit=True)
        assert database.numbers() == [1], "one request commits what another left"

    after()
    with pytest.raises(Exception, match=MISSING):
        after("INSERT INTO numbers VALUES (2)", "SELECT * FROM missing")
    after("INSERT INTO numbers VALUES (3)", commit=True)
    numbers = database.numbers()
    assert (2 in numbers, 3 in numbers) == (False, True)


def test_cursors_of_the_import_are_renewed(database: Database) -> None:
    text = dedent(f"""
        import os

        {database.driver.imports}

        conn = {database.driver.opening}
        cursor = conn.cursor()


        def handler(event, context):
            cursor.execute(event["session"])
            return cursor.fetchone()[0]
    """)
    after = Handler(repaired(database._folder, text, "LMB204"), database.driver.session)

    session = after()
    assert after() == session
    database.server.restart()

    assert after() == after()


# --- what reconnects by itself


URLS = {
    "psycopg2": '"postgresql+psycopg2:///" + os.environ["PGDATABASE"]',
    "pymysql": (
        '"mysql+pymysql://root@127.0.0.1:{}/{}".format(os.environ["MYSQL_TCP_PORT"], os.environ["MYSQL_DATABASE"])'
    ),
}


@pytest.mark.parametrize("name", URLS)
def test_an_engine_survives_a_restart_and_a_killed_session(name: str, database_of: Callable[[str], Database]) -> None:
    database = database_of(name)
    before = dedent(f"""
        import os

        from sqlalchemy import create_engine, text


        def handler(event, context):
            engine = create_engine({URLS[name]})
            with engine.begin() as connection:
                for statement in event["statements"]:
                    connection.execute(text(statement))
                return connection.execute(text(event["session"])).scalar()
    """)
    old, new = (
        Handler(text, database.driver.session) for text in (before, repaired(database._folder, before, "LMB202"))
    )

    assert len({old() for _ in range(2)}) == 2
    session = new("INSERT INTO numbers VALUES (1)")
    assert new("INSERT INTO numbers VALUES (2)") == session
    assert database.numbers() == [1, 2]
    database.execute(database.driver.kill.format(session))
    assert new() != session
    database.server.restart()
    new("INSERT INTO numbers VALUES (3)")
    assert database.numbers() == [1, 2, 3]


def test_a_redis_client_survives_a_restart_and_a_killed_connection(
    redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered(redis, monkeypatch)
    before = dedent("""
        import os

        import redis


        def handler(event, context):
            client = redis.Redis(host="127.0.0.1", port=int(os.environ["REDIS_PORT"]))
            connection = client.client_id()
            client.close()
            return connection
    """)
    old, new = Handler(before), Handler(repaired(tmp_path, before, "LMB202"))

    assert len({old() for _ in range(2)}) == 2
    connection = new()
    assert new() == connection
    _redis().client_kill_filter(_id=str(connection))
    assert new() != connection
    redis.restart()
    new()


def test_a_mongodb_client_is_built_once(tmp_path: Path) -> None:
    before = dedent("""
        import pymongo


        def handler(event, context):
            client = pymongo.MongoClient("mongodb://127.0.0.1:1", connect=False)
            return client
    """)
    old, new = Handler(before), Handler(repaired(tmp_path, before, "LMB202"))

    assert old() is not old()
    assert new() is new()


@pytest.mark.parametrize("place", [":memory:", "/tmp/orders.db"])
def test_a_database_in_memory_or_a_file_is_left_alone(place: str, tmp_path: Path) -> None:
    text = f"import sqlite3\n\n\ndef handler(event, context):\n    return sqlite3.connect('{place}').total_changes\n"

    assert not analyse_files(tmp_path / "project", {"app.py": text.encode()}, "LMB202", "LMB204").findings


def _redis() -> Any:
    namespace: dict[str, Any] = {}
    exec("import os, redis\nclient = redis.Redis(port=int(os.environ['REDIS_PORT']))", namespace)
    return namespace["client"]
