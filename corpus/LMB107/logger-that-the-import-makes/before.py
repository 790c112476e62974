import logging
import sys


def configure(name):
    logger = logging.getLogger(name)
    logger.addHandler(logging.StreamHandler(sys.stdout))
    return logger


LOGGER = configure("parcels")


def handler(event, context):
    LOGGER.warning("got %s", event["id"])
    return {"ok": True}
