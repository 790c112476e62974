import sys
import types

library = types.ModuleType("httpx")


class Client:
    def __init__(self, timeout=5, cookies=None):
        self.timeout = timeout
        self.cookies = cookies or {}


def prepare():
    library.Client = Client
    sys.modules["httpx"] = library
