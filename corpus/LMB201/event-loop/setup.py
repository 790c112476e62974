import sys
import types

library = types.ModuleType("aioboto3")


class Session:
    region_name = "eu-west-1"


def prepare():
    library.Session = Session
    sys.modules["aioboto3"] = library
