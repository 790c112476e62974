import itertools
import uuid

NUMBERS = itertools.count(1)


def prepare():
    uuid.uuid4 = lambda: uuid.UUID(int=next(NUMBERS))
