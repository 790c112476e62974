import logging
import sys

logger = logging.getLogger("parcels")
logger.addHandler(logging.StreamHandler(sys.stdout))


def handler(event, context):
    return {"ok": True}
