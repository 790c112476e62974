import json


def save(data, path):
    with open(path, "w") as output:
        json.dump(data, output)
    path = path.replace("/tmp/", "orders/")
    return path


def handler(event, context):
    return save(event["order"], "/tmp/order.json")
