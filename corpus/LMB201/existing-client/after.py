import boto3

s3 = boto3.client("s3", region_name="eu-west-1")


def region(client):
    return client.meta.region_name


def handler(event, context):
    return region(s3) + s3.meta.region_name
