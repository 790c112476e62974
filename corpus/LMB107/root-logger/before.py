import logging
import sys


def handler(event, context):
    logger = logging.getLogger()
    logger.addHandler(logging.StreamHandler(sys.stdout))
    return {"ok": True}
