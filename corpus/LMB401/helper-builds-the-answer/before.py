import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
    return answer(201, event["user_id"])


def answer(status, user):
    return {"statusCode": status, "body": user}
