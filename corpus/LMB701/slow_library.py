import sys
import time
import types

DONE = []


def work(name):
    time.sleep(0.05)
    DONE.append(name)


def prepare():
    library = types.ModuleType("library")
    library.work = work
    sys.modules["library"] = library


def between(number):
    time.sleep(0.2)
    DONE.clear()


def observe():
    return list(DONE)
