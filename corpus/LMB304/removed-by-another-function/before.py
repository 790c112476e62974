import json
import os


def discard(name):
    os.remove(f"/tmp/{name}.json")


def handler(event, context):
    path = f"/tmp/{context.aws_request_id}.json"
    with open(path, "w") as output:
        json.dump(event, output)
    size = os.path.getsize(path)
    discard(context.aws_request_id)
    return size > 0
