import threading

names = []
ready = threading.Event()


class Listener(threading.Thread):
    def run(self):
        listen()


def listen():
    names.append("ready")
    ready.set()


Listener(daemon=True).start()


def handler(event, context):
    ready.wait()
    names.append(event["name"])
    return {"count": len(names)}
