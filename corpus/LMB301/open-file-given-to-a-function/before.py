def described(file):
    return {"name": file.name, "text": file.read()}


def handler(event, context):
    with open("/tmp/order.txt", "w") as output:
        output.write(event["text"])
    with open("/tmp/order.txt") as saved:
        return described(saved)
