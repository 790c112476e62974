import logging

logger = logging.getLogger("orders")
logger.addHandler(logging.FileHandler("/tmp/orders.log"))


def handler(event, context):
    logger.warning("got %s", event["id"])
    return event["id"]
