from billing import total


def handler(event, context):
    return total(event["order"])
