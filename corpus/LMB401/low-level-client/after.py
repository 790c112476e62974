import boto3

client = boto3.client("dynamodb")


def handler(event, context):
    try:
        client.put_item(
            TableName="Users",
            Item={"UserId": {"S": event["user_id"]}, "UserName": {"S": event["user_name"]}},
            ConditionExpression="attribute_not_exists(UserId)",
        )
    except client.exceptions.ConditionalCheckFailedException:
        # the item is there already: a repeated event, or a retry of a write that had gone through
        pass
