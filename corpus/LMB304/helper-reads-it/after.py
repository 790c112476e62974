import json
import os
import tempfile


def discard(path):
    return open(path).read() and os.sep


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        path = f"{directory}/{context.aws_request_id}.json"
        with open(path, "w") as output:
            json.dump(event, output)
        discard(path)
