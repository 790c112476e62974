import json
import os
import shutil


def handler(event, context):
    for name in os.listdir("/tmp"):
        os.remove(os.path.join("/tmp", name))
    path = f"/tmp/{context.aws_request_id}.json"
    with open(path, "w") as output:
        json.dump(event, output)
    with open(path) as output:
        return output.read()
