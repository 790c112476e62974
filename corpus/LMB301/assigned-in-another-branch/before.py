import json


def handler(event, context):
    if not event["csv"]:
        path = "/tmp/order.json"
        print(path)
    else:
        path = f"/tmp/{context.aws_request_id}-{event['order']}"
        with open(path, "w") as order:
            json.dump(event["order"], order)
        with open(path) as order:
            return json.load(order)
    return None
