import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    try:
        table.put_item(
            Item={"OwnerId": event["user_name"], "PK": event["user_id"]},
            ConditionExpression="attribute_not_exists(PK)",
        )
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        # the item is there already: a repeated event, or a retry of a write that had gone through
        pass
