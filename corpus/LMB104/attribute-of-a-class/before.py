import time


class Run:
    number = str(time.time())


def handler(event, context):
    return Run.number
