import base64

import boto3

s3 = boto3.client("s3")


def keep(event):
    s3.put_object(Bucket="pictures", Key="a.png", Body=base64.b64decode(event["body"]))


def handler(event, context):
    return "ok"
