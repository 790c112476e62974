import tempfile


def handler(event, context):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as output:
        output.write(event["order"])
    with open(output.name) as order:
        return order.read().upper()
