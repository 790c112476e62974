import tempfile

ORDER = "/tmp/order.txt"


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        with open(f"{directory}/order.txt", "w+") as order:
            order.write(event["text"])
            order.seek(0)
            return order.read()
