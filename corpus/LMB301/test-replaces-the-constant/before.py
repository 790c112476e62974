ORDER = "/tmp/order.txt"


def handler(event, context):
    with open(ORDER, "w+") as order:
        order.write(event["text"])
        order.seek(0)
        return order.read()
