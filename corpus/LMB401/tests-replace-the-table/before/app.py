import boto3
from botocore.exceptions import ClientError

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    try:
        user_id = event["user_id"]
        table.put_item(Item={"UserId": user_id, "UserName": event["user_name"]})
        # nothing more to do
    except (ClientError, KeyError):
        return {"statusCode": 500}
    return {"statusCode": 201}
