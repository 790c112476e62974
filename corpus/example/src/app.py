"""Places an order."""

import json

from orders import create

problems = []


def handler(event, context):
    order = json.loads(event["body"])
    if not order.get("lines"):
        problems.append("an order needs at least one line")
    if not order.get("address"):
        problems.append("an order needs an address")
    if problems:
        return {"statusCode": 400, "body": json.dumps(problems)}
    create(order)
    return {"statusCode": 201}
