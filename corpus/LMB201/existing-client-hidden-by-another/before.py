import boto3

s3 = boto3.client("s3")


def handler(event, context):
    s3 = boto3.client("s3", region_name=event["region"])
    return s3.meta.region_name + event["region"]
