import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    if create_user(event):
        table.reload()
    return {"statusCode": 201}


def create_user(event):
    table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
    return True
