import boto3

s3 = boto3.client("s3", region_name="eu-west-1")


def region(client):
    return client.meta.region_name


def handler(event, context):
    client = boto3.client(region_name="eu-west-1", service_name="s3")
    return region(client) + s3.meta.region_name
