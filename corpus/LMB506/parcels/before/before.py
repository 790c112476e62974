import json

import boto3

table = boto3.resource("dynamodb").Table("parcels")


def handler(event, context):
    for record in event["Records"]:
        parcel = json.loads(record["body"])
        table.delete_item(Key={"id": parcel["id"]})
