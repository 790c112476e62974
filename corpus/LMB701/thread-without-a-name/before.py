import threading

from library import work


def handler(event, context):
    threading.Thread(target=work, args=("a",)).start()
    return "ok"
