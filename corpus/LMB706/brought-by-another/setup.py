import sys
from types import SimpleNamespace


def prepare():
    sys.modules["numpy"] = SimpleNamespace(__name__="numpy")
