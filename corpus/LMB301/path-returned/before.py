import json


def handler(event, context):
    tmp_path = "/tmp/processing_output.json"
    with open(tmp_path, "w") as output:
        json.dump({"order": event["order"]}, output)
    return tmp_path
