import boto3

client = boto3.client("dynamodb")


def handler(event, context):
    client.put_item(
        TableName="Users",
        Item={"UserId": {"S": event["user_id"]}, "UserName": {"S": event["user_name"]}},
    )
