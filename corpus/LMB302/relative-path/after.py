import json
import tempfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        with open(f"{directory}/orders.json", "w") as output:
            json.dump(event["rows"], output)
        with open(f"{directory}/orders.json") as orders:
            return json.load(orders)
