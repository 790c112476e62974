import os


def prepare():
    os.environ["HOME"] = str(TMP)
