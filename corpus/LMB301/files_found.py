found = [0]


def between(number):
    found[0] = len(list(TMP.iterdir()))


def observe():
    """How many files the call found under /tmp when it started."""
    return found[0]
