import boto3

session = boto3.Session(region_name="eu-west-1")
s3_client = session.client("s3")


def handler(event, context):
    return s3_client.meta.region_name
