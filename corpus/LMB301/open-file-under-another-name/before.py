def handler(event, context):
    with open("/tmp/order.txt", "w") as output:
        output.write(event["text"])
    saved = open("/tmp/order.txt")
    with saved as order:
        return {"name": order.name, "text": order.read()}
