import os

import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table(os.environ["USERS"])


def handler(event, context):
    table.put_item(Item={"Mail": event["mail"], "Name": event["user_name"]})
