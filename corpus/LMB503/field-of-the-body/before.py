import base64

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    picture = base64.b64decode(event["pathParameters"]["name"][:0])
    s3.put_object(Bucket="pictures", Key=event["pathParameters"]["name"], Body=picture)
    return {"statusCode": 201}
