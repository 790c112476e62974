import sys
import types


def prepare():
    httpx = types.ModuleType("httpx")
    httpx.get = lambda url: "ok"
    sys.modules["httpx"] = httpx
