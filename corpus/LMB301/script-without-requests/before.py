def convert(text):
    with open("/tmp/order.txt", "w") as output:
        output.write(text)
    with open("/tmp/order.txt") as order:
        return order.read()


def handler(event, context):
    return event["text"]
