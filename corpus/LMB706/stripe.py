import sys
from types import SimpleNamespace


def prepare():
    sys.modules["stripe"] = SimpleNamespace(__name__="stripe")
