from functools import cache

import boto3


@cache
def users_table():
    return boto3.resource("dynamodb").Table("Users")


def handler(event, context):
    try:
        users_table().put_item(
            Item={"UserId": event["user_id"], "UserName": event["user_name"]},
            ConditionExpression="attribute_not_exists(UserId)",
        )
    except users_table().meta.client.exceptions.ConditionalCheckFailedException:
        # the item is there already: a repeated event, or a retry of a write that had gone through
        pass
    return {"statusCode": 201}
