import base64

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    picture = base64.b64decode(event["body"])
    print(picture[:1])
    return {"statusCode": 201}
