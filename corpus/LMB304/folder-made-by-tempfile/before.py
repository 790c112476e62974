import os
import tempfile


def handler(event, context):
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "order.txt")
    with open(path, "w") as output:
        output.write(event["order"])
    with open(path) as order:
        return order.read().upper()
