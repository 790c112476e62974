import json
import logging

SERVED = []


def serve(parcel):
    SERVED.append(parcel["id"])


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            serve(json.loads(record["body"]))
        except Exception:
            logging.exception("record %s failed", record["messageId"])
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
