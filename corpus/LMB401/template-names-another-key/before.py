import os

import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table(os.environ["USERS"])


def handler(event, context):
    table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
