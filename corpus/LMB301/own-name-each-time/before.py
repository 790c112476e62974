import os
import tempfile


def handler(event, context):
    with tempfile.NamedTemporaryFile("w", dir="/tmp", suffix=".txt") as output:
        output.write(event["text"])
        return os.path.exists(output.name)
