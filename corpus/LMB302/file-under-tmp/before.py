import json


def handler(event, context):
    with open("/tmp/orders.json", "w") as output:
        json.dump(event["rows"], output)
    with open("/tmp/orders.json") as orders:
        return json.load(orders)
