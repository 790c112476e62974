import json

SERVED = []


def serve(parcel):
    SERVED.append(parcel["id"])


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            serve(json.loads(record["body"]))
        except Exception as error:
            print(error)
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
