import boto3

s3 = boto3.client("s3")


def handler(event, context):
    key = event["Records"][0]["s3"]["object"]["key"]
    key = "/".join(part for part in key.split("/"))
    return len(s3.get_object(Bucket="docs", Key=key)["Body"].read())
