import sys
import types

GIVEN = []


class Answer:
    def json(self):
        return {"ok": True}


class Session:
    headers = {}

    def get(self, url, **options):
        GIVEN.append(options.get("timeout"))
        return Answer()

    def mount(self, prefix, adapter):
        pass


def prepare():
    requests = types.ModuleType("requests")
    requests.Session = Session
    requests.get = Session().get
    requests.post = Session().get
    sys.modules["requests"] = requests


def between(number):
    GIVEN.clear()


def observe():
    return list(GIVEN)
