import json
import os


def discard(path):
    os.remove(path)


def handler(event, context):
    path = f"/tmp/{context.aws_request_id}.json"
    with open(path, "w") as output:
        json.dump(event, output)
    discard(path)
