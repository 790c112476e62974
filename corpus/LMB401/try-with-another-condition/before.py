import boto3
from botocore.exceptions import ClientError

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    user_id = event["user_id"]
    try:
        table.update_item(
            Key={"UserId": event["host"]},
            UpdateExpression="SET Guest = :guest",
            ConditionExpression="attribute_exists(UserId)",
            ExpressionAttributeValues={":guest": user_id},
        )
        table.put_item(Item={"UserId": user_id, "UserName": event["user_name"]})
    except ClientError:
        return {"statusCode": 404}
    return {"statusCode": 201}
