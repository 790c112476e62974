import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("UserSessions")


def handler(event, context):
    user_id = event["user_id"]
    table.put_item(
        Item={
            "UserId": user_id,
            "UserName": event["user_name"],
        }
    )
