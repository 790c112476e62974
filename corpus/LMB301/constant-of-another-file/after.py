import json
import tempfile


def handler(event, context):
    with tempfile.TemporaryDirectory() as directory:
        with open(f"{directory}/output.json", "w") as output:
            json.dump(event, output)
        with open(f"{directory}/output.json") as output:
            return json.load(output)
