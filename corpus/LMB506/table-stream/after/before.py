import logging

SERVED = []


def serve(parcel):
    SERVED.append(parcel["id"])


def handler(event, context):
    for record in event["Records"]:
        try:
            serve(record["dynamodb"]["NewImage"])
        except Exception:
            logging.exception("record %s failed", record["dynamodb"]["SequenceNumber"])
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    print("served")
    return {"batchItemFailures": []}
