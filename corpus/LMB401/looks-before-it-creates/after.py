import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    if "Item" not in table.get_item(Key={"UserId": "all", "Name": event["user_name"]}):
        try:
            table.put_item(
                Item={"UserId": "all", "Name": event["user_name"], "By": event["user_id"]},
                ConditionExpression="attribute_not_exists(UserId)",
            )
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            # the item is there already: a repeated event, or a retry of a write that had gone through
            pass
