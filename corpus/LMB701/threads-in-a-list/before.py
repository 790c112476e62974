import threading

from library import work


def handler(event, context):
    threads = [threading.Thread(target=work, args=(name,)) for name in ["a"]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return "ok"
