from concurrent.futures import ThreadPoolExecutor

sent = []


def send(text):
    sent.append(text)


def handler(event, context):
    with ThreadPoolExecutor() as pool:
        list(map(send, [event["text"]]))
    return list(sent)
