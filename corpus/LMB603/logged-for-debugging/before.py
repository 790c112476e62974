import logging

logger = logging.getLogger("orders")


def handler(event, context):
    logger.debug("called with %s", event)
    return {"statusCode": 200, "body": event["headers"]["host"]}
