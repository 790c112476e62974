import json


def write(event):
    with open("/tmp/order.json", "w") as output:
        json.dump(event["order"], output)


def handler(event, context):
    write(event)
    with open("/tmp/order.json") as saved:
        return json.load(saved)
