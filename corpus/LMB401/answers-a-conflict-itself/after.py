import boto3

table = boto3.resource("dynamodb").Table("Users")


def handler(event, context):
    if "Item" in table.get_item(Key={"UserId": event["user_id"]}):
        return {"statusCode": 409, "body": "taken"}
    try:
        table.put_item(
            Item={"UserId": event["user_id"], "UserName": event["user_name"]},
            ConditionExpression="attribute_not_exists(UserId)",
        )
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        # another request, or this event when it came before, has made the item since the look above
        return {"statusCode": 409, "body": "taken"}
    return {"statusCode": 201, "body": "created"}
