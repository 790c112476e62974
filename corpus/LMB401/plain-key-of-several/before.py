import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    table.put_item(Item={"OwnerId": event["user_name"], "PK": event["user_id"]})
