import boto3

s3 = boto3.client("s3")


def handler(event, context):
    target = {"bucket": {"name": "results"}, "object": {"key": "a.txt"}}
    s3.put_object(Bucket=target["bucket"]["name"], Key=target["object"]["key"], Body=b"seen")
