import boto3


def handler(event, context):
    try:
        users = boto3.resource("dynamodb").Table("Users")
        try:
            users.put_item(
                Item={"UserId": event["user_id"], "UserName": event["user_name"]},
                ConditionExpression="attribute_not_exists(UserId)",
            )
        except users.meta.client.exceptions.ConditionalCheckFailedException:
            # the item is there already: a repeated event, or a retry of a write that had gone through
            pass
    except Exception:
        return {"statusCode": 500}
    return {"statusCode": 201}
