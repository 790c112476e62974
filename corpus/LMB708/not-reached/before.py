import boto3

s3 = boto3.client("s3")


def replay(notification):
    record = notification["Records"][0]["s3"]
    s3.delete_object(Bucket="docs", Key=record["object"]["key"])


def handler(event, context):
    return "ok"
