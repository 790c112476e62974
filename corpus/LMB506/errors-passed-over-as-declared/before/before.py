import json

SERVED = []


def serve(parcel):
    SERVED.append(parcel["id"])


def handler(event, context):
    for record in event["Records"]:
        try:
            serve(json.loads(record["body"]))
        except Exception as error:
            print(error)
