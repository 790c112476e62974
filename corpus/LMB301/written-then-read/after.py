import json
import tempfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        tmp_path = f"{directory}/processing_output.json"
        with open(tmp_path, "w") as output:
            json.dump({"order": event["order"]}, output)
        with open(tmp_path) as output:
            return json.load(output)
