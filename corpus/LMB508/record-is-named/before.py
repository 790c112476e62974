import json

import boto3

table = boto3.resource("dynamodb").Table("parcels")


def handler(event, context):
    print("called")
    record = event["Records"][0]  # one order
    parcel = json.loads(record["body"])
    # it has arrived
    table.delete_item(Key={"id": parcel["id"]})
