import os
import time


def between(number):
    time.sleep(0.5)
    if os.path.exists(f"{TMP}/made"):
        os.remove(f"{TMP}/made")


def observe():
    return os.path.exists(f"{TMP}/made")
