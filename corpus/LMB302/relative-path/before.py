import json


def handler(event, context):
    with open("orders.json", "w") as output:
        json.dump(event["rows"], output)
    with open("orders.json") as orders:
        return json.load(orders)
