import json

from settings import OUTPUT


def handler(event, context):
    with open(OUTPUT, "w") as output:
        json.dump(event, output)
    with open(OUTPUT) as output:
        return json.load(output)
