import sys
import types


class Answer:
    def json(self):
        return {"access_token": "t1", "expires_in": 60}


def prepare():
    requests = types.ModuleType("requests")
    requests.post = lambda url, **options: Answer()
    sys.modules["requests"] = requests
