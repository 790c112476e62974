import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    try:
        create(event)
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        return {"statusCode": 409}
    return {"statusCode": 201}


def create(event):
    table.put_item(
        Item={"UserId": event["user_id"], "UserName": event["user_name"]},
        ConditionExpression="attribute_not_exists(UserId)",
    )
