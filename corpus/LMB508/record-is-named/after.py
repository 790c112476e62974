import json

import boto3

table = boto3.resource("dynamodb").Table("parcels")


def handler(event, context):
    print("called")
    for event_record in event["Records"]:
        record = event_record  # one order
        parcel = json.loads(record["body"])
        # it has arrived
        table.delete_item(Key={"id": parcel["id"]})
