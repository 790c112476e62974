from functools import cache

import boto3


@cache
def users_table():
    return boto3.resource("dynamodb").Table("Users")


def handler(event, context):
    users_table().put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
    return {"statusCode": 201}
