import os


def choose(name):
    os.environ.update(ORDERS=f"orders-{name}")
