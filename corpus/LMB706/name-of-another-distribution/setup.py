import sys
from types import SimpleNamespace


def prepare():
    sys.modules["jwt"] = SimpleNamespace(__name__="jwt")
