import os

os.makedirs("/tmp/orders", exist_ok=True)


def handler(event, context):
    with open("/tmp/orders/order.txt", "w") as output:
        output.write(event["text"])
    with open("/tmp/orders/order.txt") as order:
        return order.read()
