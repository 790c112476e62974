import uuid

import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    user_id = str(uuid.uuid4())
    table.put_item(
        Item={
            "UserId": user_id,
            "UserName": event["user_name"],
        }
    )
