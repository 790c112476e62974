import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")
plans = dynamodb.Table("Plans")


def handler(event, context):
    found = plans.get_item(Key={"UserId": event["user_id"]}).get("Item", {})
    try:
        table.put_item(
            Item={"UserId": event["user_id"], "UserName": event["user_name"], "Plan": found.get("Plan", "free")},
            ConditionExpression="attribute_not_exists(UserId)",
        )
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        # the item is there already: a repeated event, or a retry of a write that had gone through
        pass
