import json
import logging

import boto3

table = boto3.resource("dynamodb").Table("parcels")


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            parcel = json.loads(record["body"])
            table.delete_item(Key={"id": parcel["id"]})
        except Exception:
            logging.exception("record %s failed", record["messageId"])
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
