import os

import boto3

dynamodb = boto3.client("dynamodb")
if os.environ.get("IS_OFFLINE"):
    dynamodb = boto3.client("dynamodb", endpoint_url="http://localhost:8000")


def handler(event, context):
    dynamodb.put_item(
        TableName="Users",
        Item={"UserId": {"S": event["user_id"]}, "UserName": {"S": event["user_name"]}},
    )
    return {"statusCode": 201}
