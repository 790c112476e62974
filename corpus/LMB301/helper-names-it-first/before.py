import json


def save(data, path):
    path = path.replace("/tmp/", f"/tmp/{data}-")
    with open(path, "w") as output:
        json.dump(data, output)
    return path


def handler(event, context):
    return save(event["order"], "/tmp/order.json")
