import boto3
from botocore.exceptions import ClientError

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    try:
        user_id = event["user_id"]
        try:
            table.put_item(
                Item={"UserId": user_id, "UserName": event["user_name"]},
                ConditionExpression="attribute_not_exists(UserId)",
            )
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            # the item is there already: a repeated event, or a retry of a write that had gone through
            pass
        # nothing more to do
    except (ClientError, KeyError):
        return {"statusCode": 500}
    return {"statusCode": 201}
