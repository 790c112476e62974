import base64

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    if int(event["headers"]["content-length"]) > 1000:
        return {"statusCode": 413}
    picture = base64.b64decode(event["body"])
    s3.put_object(Bucket="pictures", Key=event["pathParameters"]["name"], Body=picture)
    return {"statusCode": 201}
