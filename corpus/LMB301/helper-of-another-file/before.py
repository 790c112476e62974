from storage import save


def handler(event, context):
    save(event["order"], "/tmp/order.json")
    with open("/tmp/order.json") as saved:
        return saved.read()
