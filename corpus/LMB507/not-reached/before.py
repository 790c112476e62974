import boto3

s3 = boto3.client("s3")


def touch(event):
    record = event["Records"][0]["s3"]
    s3.put_object(Bucket=record["bucket"]["name"], Key=record["object"]["key"], Body=b"seen")


def handler(event, context):
    return "ok"
