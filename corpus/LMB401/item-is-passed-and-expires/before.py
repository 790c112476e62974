import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    create({"UserId": event["user_id"], "UserName": event["user_name"], "ttl": 60})


def create(user):
    table.put_item(Item=user)
