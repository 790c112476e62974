import json
import os
import shutil


def handler(event, context):
    directory = f"/tmp/{context.aws_request_id}"
    os.makedirs(directory, exist_ok=True)
    try:
        tmp_path = f"{directory}/processing_output.json"
        with open(tmp_path, "w") as output:
            json.dump({"order": event["order"]}, output)
        with open(tmp_path) as output:
            return json.load(output)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
