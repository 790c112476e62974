import boto3

s3 = boto3.client("s3")


def handler(event, context):
    record = event["Records"][0]["s3"]
    key = record["object"]["key"]
    key = key.replace(".txt", ".md")
    s3.put_object(Bucket=record["bucket"]["name"], Key=key, Body=b"seen")
