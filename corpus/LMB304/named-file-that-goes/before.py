import tempfile


def handler(event, context):
    with tempfile.NamedTemporaryFile("w+", suffix=".txt") as output:
        output.write(event["order"])
        output.seek(0)
        return output.read().upper()
