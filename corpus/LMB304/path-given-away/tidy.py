import os


def consume(paths):
    for path in paths:
        os.remove(path)
