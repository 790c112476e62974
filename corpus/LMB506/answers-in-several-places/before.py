import json

SERVED = []


def serve(parcel):
    SERVED.append(parcel["id"])


def handler(event, context):
    if "Records" not in event:
        return {"statusCode": 400}
    for record in event["Records"]:
        serve(json.loads(record["body"]))
    return {"statusCode": 200}
