import boto3
from boto3.dynamodb.conditions import Attr

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    table.put_item(
        Item={"UserId": event["user_id"], "UserName": event["user_name"]},
        ConditionExpression=Attr("Open").eq(True),
    )
    print("created")
