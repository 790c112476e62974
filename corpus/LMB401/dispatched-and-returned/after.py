import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    if event.get("method", "POST") == "POST":
        return create_user(event)
    table.reload()
    return {"statusCode": 200}


def create_user(event):
    if event["user_id"]:
        try:
            table.put_item(
                Item={"UserId": event["user_id"], "UserName": event["user_name"]},
                ConditionExpression="attribute_not_exists(UserId)",
            )
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            # the item is there already: a repeated event, or a retry of a write that had gone through
            pass
        return {"statusCode": 201}
    table.reload()
    return {"statusCode": 200}
