import boto3
from urllib.parse import unquote_plus
s3 = boto3.client("s3")


def handler(event, context):
    record = event["Records"][0]["s3"]
    body = s3.get_object(Bucket=record["bucket"]["name"], Key=unquote_plus(record["object"]["key"]))["Body"].read()
    return len(body)
