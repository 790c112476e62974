import threading

from library import work


def handler(event, context):
    thread = threading.Thread(target=work, args=("a",))
    thread.start()
    thread.join()
    return "ok"
