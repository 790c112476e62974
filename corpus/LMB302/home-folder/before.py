import json
import os


def handler(event, context):
    path = os.path.expanduser("~/answer.json")
    with open(path, "w") as answer:
        json.dump(event, answer)
