import json


def handler(event, context):
    return save(event["order"])


def save(order, path="/tmp/order.json"):
    with open(path, "w") as file:
        json.dump(order, file)
    with open(path) as file:
        return json.load(file)
