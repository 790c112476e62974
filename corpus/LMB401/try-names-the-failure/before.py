import boto3
from botocore.exceptions import ClientError

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    user_id = event["user_id"]
    try:
        table.put_item(Item={"UserId": user_id, "UserName": event["user_name"]})
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return {"statusCode": 409}
        raise
    return {"statusCode": 201}
