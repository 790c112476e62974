import json

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    item = dynamodb.get_item(TableName="prices", Key={"sku": {"S": "a"}})["Item"]
    return {"statusCode": 200, "body": json.dumps(item)}
