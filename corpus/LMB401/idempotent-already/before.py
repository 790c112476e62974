import boto3

table = boto3.resource("dynamodb").Table("Users")


def idempotent(function):
    return function


@idempotent
def handler(event, context):
    table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
