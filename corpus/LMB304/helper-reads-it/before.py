import json
import os


def discard(path):
    return open(path).read() and os.sep


def handler(event, context):
    path = f"/tmp/{context.aws_request_id}.json"
    with open(path, "w") as output:
        json.dump(event, output)
    discard(path)
