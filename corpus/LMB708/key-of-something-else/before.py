import boto3

s3 = boto3.client("s3")
ORDER = {"object": {"key": "plain.txt"}}


def handler(event, context):
    return len(s3.get_object(Bucket="docs", Key=ORDER["object"]["key"])["Body"].read())
