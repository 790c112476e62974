import logging

logger = logging.getLogger("orders")
logger.addHandler(logging.FileHandler("orders.log"))


def handler(event, context):
    logger.warning("got %s", event["id"])
    return event["id"]
