import json


def handler(event, context):
    found = set(event["names"])
    return json.dumps(found)
