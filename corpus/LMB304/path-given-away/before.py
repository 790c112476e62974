import json

from tidy import consume


def handler(event, context):
    path = f"/tmp/{context.aws_request_id}.json"
    with open(path, "w") as output:
        json.dump(event, output)
    return consume([path])
