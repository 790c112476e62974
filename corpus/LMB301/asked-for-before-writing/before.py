import json
import os


def handler(event, context):
    path = "/tmp/order.json"
    if not os.path.exists(path) and event["order"]:
        with open(path, "w") as order:
            json.dump(event["order"], order)
    if os.path.exists(path):
        with open(path) as order:
            return json.load(order)
    return "nothing"
