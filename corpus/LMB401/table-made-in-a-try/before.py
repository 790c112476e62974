import boto3


def handler(event, context):
    try:
        users = boto3.resource("dynamodb").Table("Users")
        users.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
    except Exception:
        return {"statusCode": 500}
    return {"statusCode": 201}
