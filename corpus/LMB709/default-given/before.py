import json

import boto3

table = boto3.resource("dynamodb").Table("prices")


def handler(event, context):
    item = table.get_item(Key={"sku": event["pathParameters"]["sku"]})["Item"]
    return {"statusCode": 200, "body": json.dumps(item, default=str)}
