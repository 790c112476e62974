import sys
from types import SimpleNamespace


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
    def cursor(self):
        return Cursor()


def prepare():
    sys.modules["psycopg2"] = SimpleNamespace(connect=lambda *args, **kwargs: Connection())
