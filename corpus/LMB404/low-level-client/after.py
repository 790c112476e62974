import boto3

dynamodb = boto3.client("dynamodb")


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
