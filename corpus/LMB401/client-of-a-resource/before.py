import boto3

dynamodb = boto3.resource("dynamodb")


def handler(event, context):
    dynamodb.meta.client.put_item(
        TableName="Users",
        Item={"UserId": event["user_id"], "UserName": event["user_name"]},
    )
