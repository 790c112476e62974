import atexit

sent = []


def flush():
    print(len(sent))


atexit.register(flush)


def handler(event, context):
    sent.append(event["text"])
    return list(sent)
