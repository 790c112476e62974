"""Places an order and mails its receipt."""

import json

from orders import receipt, save

problems = []
requests = 0


def handler(event, context):
    global requests
    requests += 1
    order = json.loads(event["body"])
    if not order.get("lines"):
        problems.append("an order needs at least one line")
    if not order.get("address"):
        problems.append("an order needs an address")
    if problems:
        return {"statusCode": 400, "body": json.dumps(problems)}
    save(order)
    receipt(order)
    return {"statusCode": 201, "headers": {"X-Request": str(requests)}}
