import logging
import sys


def get_logger(name):
    logger = logging.getLogger(name)
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler(sys.stdout))
    return logger


def handler(event, context):
    log = get_logger("parcels")
    log.warning("got %s", event["id"])
    return {"ok": True}
