import urllib.parse

import boto3

s3 = boto3.client("s3")


def size_of(bucket, key):
    return len(s3.get_object(Bucket=bucket, Key=key)["Body"].read())


def handler(event, context):
    detail = event["Records"][0]["s3"]
    print(urllib.parse.quote(detail["bucket"]["name"]))
    return size_of(detail["bucket"]["name"], detail["object"]["key"])
