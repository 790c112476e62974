import json


class State:
    def __init__(self, path="state.json"):
        self.path = path

    def save(self, state):
        with open(self.path, "w") as output:
            json.dump(state, output)


def handler(event, context):
    State().save(event)
