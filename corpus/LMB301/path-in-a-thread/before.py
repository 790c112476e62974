import threading


def count(path):
    with open(path) as lines:
        print(len(lines.readlines()))


def handler(event, context):
    path = "/tmp/lines.txt"
    with open(path, "w") as output:
        output.write(event["text"])
    worker = threading.Thread(target=count, args=(path,))
    worker.start()
    worker.join()
