import logging

logger = logging.getLogger("orders")


def handler(event, context):
    print(f"called with {event}")
    return {"statusCode": 200, "body": event["headers"]["host"]}
