import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    try:
        table.put_item(
            Item={"Name": event["user_name"], "Mail": event["mail"]},
            ConditionExpression="attribute_not_exists(#key)",
            ExpressionAttributeNames={"#key": "Name"},
        )
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        # the item is there already: a repeated event, or a retry of a write that had gone through
        pass
    return {"statusCode": 201}
