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
        table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
        return {"statusCode": 201}
    table.reload()
    return {"statusCode": 200}
