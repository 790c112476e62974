import sys
from types import SimpleNamespace


def prepare():
    sys.modules["requests"] = SimpleNamespace(__name__="requests")
