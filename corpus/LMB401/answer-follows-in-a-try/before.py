import json

import boto3
from botocore.exceptions import ClientError

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("Users")


def handler(event, context):
    try:
        user_id = event["user_id"]
        if user_id:
            table.put_item(Item={"UserId": user_id, "UserName": event["user_name"]})
            print("created")
            return {
                "statusCode": 201,
                "body": json.dumps({"id": user_id}),
            }
        return {"statusCode": 400}
    # whatever AWS says
    except ClientError:
        return {"statusCode": 500}
