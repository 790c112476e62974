def show():
    return order


def handler(event, context):
    global order
    if "order" in event:
        order = event["order"]
    return show()
