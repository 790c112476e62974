import json

lines = []


def note(text):
    lines.append(text)


def summary():
    return ", ".join(lines)


def handler(event, context):
    note(event["name"])
    note(event["city"])
    return {"statusCode": 200, "body": json.dumps(summary())}
