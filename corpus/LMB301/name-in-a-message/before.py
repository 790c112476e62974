import json


def handler(event, context):
    path = "/tmp/order.json"
    with open(path, "w") as out:
        json.dump(event, out)
    with open(path) as made:
        order = json.load(made)
    return {"message": f"{path} is written", "order": order}
