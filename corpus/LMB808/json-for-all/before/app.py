import logging

logger = logging.getLogger()


def handler(event, context):
    logger.info("done")
    return 1
