import json


def handler(event, context):
    path = "/tmp/order.csv" if event["csv"] else "/tmp/order.json"
    path = event.get("path", f"/tmp/{context.aws_request_id}.json")
    with open(path, "w") as order:
        json.dump(event["order"], order)
    with open(path) as order:
        return json.load(order)
