import json


def handler(event, context):
    tmp_path = "/tmp/processing_output.json"
    with open(tmp_path, "w") as output:
        json.dump({"order": event["order"]}, output)
    with open(tmp_path) as output:
        return json.load(output)
