import multiprocessing

LOCK = multiprocessing.Lock()


def handler(event, context):
    return "ok"
