import threading

from library import work


def handler(event, context):
    threading.Thread(target=work, args=("a",), daemon=True).start()
    return "ok"
