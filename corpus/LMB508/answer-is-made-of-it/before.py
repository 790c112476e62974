import json


def handler(event, context):
    record = event["Records"][0]
    parcel = json.loads(record["body"])
    return parcel["id"]
