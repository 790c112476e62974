import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))


def handler(event, context):
    with open(os.path.join(HERE, "orders.json"), "w") as output:
        json.dump(event["rows"], output)
