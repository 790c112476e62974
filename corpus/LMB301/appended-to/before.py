def log(text):
    with open("/tmp/requests.log", "a") as lines:
        lines.write(text)


def handler(event, context):
    log(event["text"])
