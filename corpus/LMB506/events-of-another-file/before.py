import json

SERVED = []


def serve(parcel):
    SERVED.append(parcel["id"])


def handler(event, context):
    for record in event["Records"]:
        serve(json.loads(record["body"]))
