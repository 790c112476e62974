import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    create_user(event)
    return {"statusCode": 201}


def import_handler(event, context):
    create_user(event)
    table.reload()


def create_user(event):
    table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
