import os

os.makedirs("/tmp/work", exist_ok=True)


def handler(event, context):
    with open("/tmp/work/order.txt", "w") as output:
        output.write(event["text"])
    with open("/tmp/work/order.txt") as order:
        return order.read()
