import json

SERVED = []


def serve(parcel):
    SERVED.append(parcel["id"])


def handler(event, context):
    serve(json.loads(event["Records"][0]["body"]))
