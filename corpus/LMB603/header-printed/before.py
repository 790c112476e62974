import logging

logger = logging.getLogger("orders")


def handler(event, context):
    print(event["headers"]["Authorization"])
    return {"statusCode": 200, "body": event["headers"]["host"]}
