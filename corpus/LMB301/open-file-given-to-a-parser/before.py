import json


def handler(event, context):
    with open("/tmp/order.json", "w") as output:
        json.dump(event, output)
    with open("/tmp/order.json") as saved:
        return json.load(saved)
