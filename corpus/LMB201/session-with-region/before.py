import boto3


def handler(event, context):
    session = boto3.Session(region_name="eu-west-1")
    return session.client("s3").meta.region_name
