import sys
from types import SimpleNamespace

LIVES = []
"""The passwords that the database had; the last one opens it."""


class Cursor:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False

    def execute(self, *args):
        pass

    def fetchone(self):
        return [1]


class Connection:
    info = SimpleNamespace(transaction_status=0)

    def cursor(self):
        return Cursor()

    def rollback(self):
        pass


def connect(*args, **kwargs):
    given = kwargs.get("password") or kwargs.get("passwd") or args[0].rpartition(":")[2].partition("@")[0]
    if given != LIVES[-1]:
        raise ConnectionError("password authentication failed")
    return Connection()


def serve(driver, password):
    sys.modules[driver] = SimpleNamespace(connect=connect, Error=ConnectionError)
    LIVES.append(password)
