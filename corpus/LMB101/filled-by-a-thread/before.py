import threading

sent = []


def send(text):
    sent.append(text)


def handler(event, context):
    worker = threading.Thread(target=send, args=(event["text"],))
    worker.start()
    worker.join()
    return list(sent)
