import json
import logging

logger = logging.getLogger("orders")


def handler(event, context):
    logger.debug("called with " + json.dumps(event))
    return {"statusCode": 200, "body": event["headers"]["host"]}
