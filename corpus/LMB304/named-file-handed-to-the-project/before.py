import os
import tempfile


def send(file):
    with open(file.name) as order:
        text = order.read()
    os.unlink(file.name)
    return text.upper()


def handler(event, context):
    file = tempfile.NamedTemporaryFile("w", delete=False)
    file.write(event["order"])
    file.close()
    return send(file)
