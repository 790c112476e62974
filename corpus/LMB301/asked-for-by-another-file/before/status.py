import os


def size_of(name):
    return os.path.getsize("/tmp/" + name + ".txt")
