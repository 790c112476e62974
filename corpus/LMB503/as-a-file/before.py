import base64
import io

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    body = event["body"]
    picture = io.BytesIO(base64.b64decode(body))
    s3.upload_fileobj(picture, "pictures", "a.png")
    return {"statusCode": 201}
