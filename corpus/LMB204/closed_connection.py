import sys


def between(number):
    """As a server that throws out idle sessions, though seen at once."""
    sys.modules["before"].conn.close()
