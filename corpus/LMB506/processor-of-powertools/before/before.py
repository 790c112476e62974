import json

SERVED = []


def handler(event, context):
    for record in event["Records"]:
        parcel = json.loads(record["body"])
        SERVED.append(parcel["id"].upper())
        print(parcel["id"])
    return {"statusCode": 200}
