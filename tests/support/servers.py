"""Real servers for tests: started on free loopback ports for a session, and stopped after it.

Where one is not installed its tests are skipped with the line that installs it, or fail under
`LAMBDAFIX_REQUIRE_SERVICES=1`, which continuous integration sets.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import ClassVar

import pytest

REQUIRED = "LAMBDAFIX_REQUIRE_SERVICES"
START_LIMIT = 30.0
"""Seconds a server may take until it accepts connections."""
_INSTALL = "sudo .ci/install-services"


class Server(ABC):
    """One server process. `start` and `stop` may alternate; its data outlives a restart."""

    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> Sequence[str]:
        """What runs the server in the foreground on `port`."""

    @abstractmethod
    def fresh(self) -> Mapping[str, str]:
        """The environment variables that lead a client to an empty database of its own."""

    def prepare(self) -> None:  # noqa: B027 - most servers lay out their data themselves
        """Lay out the data directory, once."""

    def ready(self) -> bool:
        with socket.socket() as client:
            client.settimeout(1)
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def start(self) -> None:
        log = self.folder / "server.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                user=self.user(),
            )
        limit = time.monotonic() + START_LIMIT
        while not self.ready():
            if self._process.poll() is not None or time.monotonic() > limit:
                self.stop()
                pytest.fail(f"{type(self).__name__} did not start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(self.stop_signal)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def user(self) -> str | None:
        """The account that runs the server, None for the current one."""
        return None


class PostgreSQL(Server):
    stop_signal = signal.SIGINT  # SIGTERM waits for every client to leave

    def prepare(self) -> None:
        initdb = [_program("initdb"), "-D", str(self.folder / "data"), "-A", "trust", "-U", "tests", "-N"]
        if user := self.user():
            shutil.chown(self.folder, user)
        subprocess.run(initdb, check=True, capture_output=True, user=user, cwd=self.folder)

    def command(self) -> Sequence[str]:
        settings = (
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "fsync=off",
            "unix_socket_directories=",
        )
        options = [part for setting in settings for part in ("-c", setting)]
        return [_program("postgres"), "-D", str(self.folder / "data"), *options]

    def ready(self) -> bool:
        check = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(check, check=False).returncode == 0

    def fresh(self) -> Mapping[str, str]:
        database = f"tests{next(self._numbers)}"
        address = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": "tests"}
        create = [_program("createdb"), database]
        subprocess.run(create, check=True, capture_output=True, env={**os.environ, **address})
        return {**address, "PGDATABASE": database}

    def user(self) -> str | None:
        return "postgres" if os.geteuid() == 0 else None  # it refuses to run as root


class MariaDB(Server):
    def prepare(self) -> None:
        install = [_program("mariadb-install-db"), *self._data(), "--auth-root-authentication-method=normal"]
        subprocess.run(install, check=True, capture_output=True)

    def command(self) -> Sequence[str]:
        return [
            _program("mariadbd"),
            *self._data(),
            "--bind-address=127.0.0.1",
            f"--port={self.port}",
            f"--socket={self.folder / 'socket'}",
            f"--pid-file={self.folder / 'pid'}",
            "--innodb-flush-log-at-trx-commit=0",
            "--skip-grant-tables",
            "--skip-networking=0",
        ]

    def fresh(self) -> Mapping[str, str]:
        database = f"tests{next(self._numbers)}"
        client = [_program("mariadb"), "--no-defaults", "-uroot", "-h", "127.0.0.1", "-P", str(self.port)]
        subprocess.run([*client, "-e", f"CREATE DATABASE {database}"], check=True, capture_output=True)
        return {
            "MYSQL_HOST": "127.0.0.1",
            "MYSQL_TCP_PORT": str(self.port),
            "MYSQL_USER": "root",
            "MYSQL_DATABASE": database,
        }

    def _data(self) -> list[str]:
        root = ["--user=root"] if os.geteuid() == 0 else []
        return ["--no-defaults", f"--datadir={self.folder / 'data'}", *root]


class Redis(Server):
    def command(self) -> Sequence[str]:
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        return [_program("redis-server"), *options, "--dir", str(self.folder)]

    def fresh(self) -> Mapping[str, str]:
        flush = [_program("redis-cli"), "-h", "127.0.0.1", "-p", str(self.port), "FLUSHALL"]
        subprocess.run(flush, check=True, capture_output=True)
        return {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(self.port)}


class DynamoDBLocal(Server):
    def command(self) -> Sequence[str]:
        options = ["-inMemory", "-disableTelemetry", "-port", str(self.port)]
        return [_program("java"), "-jar", str(dynamodb_local() / "DynamoDBLocal.jar"), *options]

    def fresh(self) -> Mapping[str, str]:
        """Its tables belong to an access key, so a new key is an empty database."""
        return {
            "AWS_ENDPOINT_URL_DYNAMODB": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": f"tests{next(self._numbers)}",
        }


NEEDS: Mapping[type[Server], Sequence[str]] = {
    PostgreSQL: ("initdb", "postgres", "pg_isready", "createdb"),
    MariaDB: ("mariadb-install-db", "mariadbd", "mariadb"),
    Redis: ("redis-server", "redis-cli"),
    DynamoDBLocal: ("java",),
}


def need(kind: type[Server]) -> None:
    """Skip the test, or fail it where servers are required, unless this server is installed."""
    missing = [program for program in NEEDS[kind] if _found(program) is None]
    if kind is DynamoDBLocal and not (dynamodb_local() / "DynamoDBLocal.jar").exists():
        missing.append("DynamoDBLocal.jar")
    if missing:
        absent(f"{kind.__name__} is not installed ({', '.join(missing)}): {_INSTALL}")


def absent(reason: str) -> None:
    """Skip the test with `reason`, or fail it where everything is required to be there."""
    if os.environ.get(REQUIRED):
        pytest.fail(reason)
    pytest.skip(reason)


def dynamodb_local() -> Path:
    """Where `.ci/install-services` puts DynamoDB Local, unless DYNAMODB_LOCAL names another folder."""
    return Path(os.environ.get("DYNAMODB_LOCAL") or "/usr/local/share/dynamodb-local")


def _program(name: str) -> str:
    return _found(name) or name


def _found(name: str) -> str | None:
    """On the PATH, or where Debian keeps PostgreSQL's programs and daemons."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders = (os.environ.get("PATH", ""), *map(str, versions), "/usr/sbin", "/usr/local/sbin")
    return shutil.which(name, path=os.pathsep.join(folders))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
