import json
import os
import shutil


def handler(event, context):
    folder = f"/tmp/{context.aws_request_id}"
    os.makedirs(folder)
    with open(f"{folder}/order.json", "w") as output:
        json.dump(event, output)
    shutil.rmtree(folder)
