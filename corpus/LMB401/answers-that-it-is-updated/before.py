import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
    return {"statusCode": 200, "body": "The user is updated"}
