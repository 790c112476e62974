import logging

logger = logging.getLogger("orders")


def handler(event, context):
    print(event["headers"]["host"])
    return {"statusCode": 200, "body": event["headers"]["host"]}
