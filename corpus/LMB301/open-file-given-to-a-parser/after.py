import json
import tempfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        with open(f"{directory}/order.json", "w") as output:
            json.dump(event, output)
        with open(f"{directory}/order.json") as saved:
            return json.load(saved)
