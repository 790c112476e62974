import tempfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        with open(f"{directory}/order.txt", "w") as output:
            output.write(event["text"])
        with open(f"{directory}/order.txt") as saved:
            return f"{saved.read()}: {saved.closed}"
