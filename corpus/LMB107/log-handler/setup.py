import logging


def observe():
    return len(logging.getLogger("parcels").handlers)
