import json
import os


def handler(event, context):
    path = "/tmp/order.json"

    def save(order):
        if os.path.exists(path):
            return
        with open(path, "w") as file:
            json.dump(order, file)

    save(event["order"])
    with open(path) as file:
        return json.load(file)
