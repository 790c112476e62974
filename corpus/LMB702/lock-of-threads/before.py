import threading

LOCK = threading.Lock()


def handler(event, context):
    with LOCK:
        return "ok"
