import boto3

dynamodb = boto3.resource("dynamodb")


def handler(event, context):
    try:
        dynamodb.meta.client.put_item(
            TableName="Users",
            Item={"UserId": event["user_id"], "UserName": event["user_name"]},
            ConditionExpression="attribute_not_exists(UserId)",
        )
    except dynamodb.meta.client.exceptions.ConditionalCheckFailedException:
        # the item is there already: a repeated event, or a retry of a write that had gone through
        pass
