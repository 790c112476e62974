import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    table.delete_item(Key={"UserId": event["user_id"]})
    table.put_item(Item={"UserId": event["user_id"], "UserName": event["user_name"]})
