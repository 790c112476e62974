BASE = 10


def handler(event, context):
    total = BASE
    total += event["amount"]
    return total
