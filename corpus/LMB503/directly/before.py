import base64

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    s3.put_object(Bucket="pictures", Key="a.png", Body=base64.b64decode(event["body"]))
    return {"statusCode": 201}
