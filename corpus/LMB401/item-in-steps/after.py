import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    item = {"UserId": event["user_id"]}
    item["UserName"] = event["user_name"]
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(UserId)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        # the item is there already: a repeated event, or a retry of a write that had gone through
        pass
