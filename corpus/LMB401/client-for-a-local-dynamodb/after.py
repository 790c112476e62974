import os

import boto3

dynamodb = boto3.client("dynamodb")
if os.environ.get("IS_OFFLINE"):
    dynamodb = boto3.client("dynamodb", endpoint_url="http://localhost:8000")


def handler(event, context):
    try:
        dynamodb.put_item(
            TableName="Users",
            Item={"UserId": {"S": event["user_id"]}, "UserName": {"S": event["user_name"]}},
            ConditionExpression="attribute_not_exists(UserId)",
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        # the item is there already: a repeated event, or a retry of a write that had gone through
        pass
    return {"statusCode": 201}
