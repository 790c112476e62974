import os
import tempfile


def handler(event, context):
    number, path = tempfile.mkstemp(suffix=".txt")
    with os.fdopen(number, "w") as output:
        output.write(event["order"])
    with open(path) as order:
        return order.read().upper()
