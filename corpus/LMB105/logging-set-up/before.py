import logging


def configure(level):
    logging.getLogger().setLevel(level)


configure("INFO")


def handler(event, context):
    configure(event.get("level", "INFO"))
    return logging.getLogger().level
