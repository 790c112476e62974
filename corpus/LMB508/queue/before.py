import json

import boto3

table = boto3.resource("dynamodb").Table("parcels")


def handler(event, context):
    parcel = json.loads(event["Records"][0]["body"])
    table.delete_item(Key={"id": parcel["id"]})
    return {"statusCode": 200}
