import json


def handler(event, context):
    path = "/tmp/order.json"
    if event["csv"]:
        path = "/tmp/order.csv"
    path = f"/tmp/{context.aws_request_id}-{event['order']}"
    with open(path, "w") as order:
        json.dump(event["order"], order)
    with open(path) as order:
        return json.load(order)
