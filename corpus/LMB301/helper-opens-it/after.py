import json
import tempfile


def save(data, path):
    with open(path, "w") as output:
        json.dump(data, output)


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        path = f"{directory}/order.json"
        save(event["order"], path)
        with open(path) as saved:
            return json.load(saved)
