import logging

SEEN = []


class Keep(logging.Handler):
    def emit(self, record):
        SEEN.append(record.getMessage()[:6])


def prepare():
    logger = logging.getLogger("orders")
    logger.setLevel(logging.INFO)
    logger.addHandler(Keep())


def between(number):
    SEEN.clear()


def observe():
    return list(SEEN)
