import json
import tempfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        path = f"{directory}/order.csv" if event["csv"] else f"{directory}/order.json"
        with open(path, "w") as order:
            json.dump(event["order"], order)
        with open(path) as order:
            return json.load(order)
