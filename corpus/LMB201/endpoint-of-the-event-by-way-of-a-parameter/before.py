import boto3

ENDPOINT = "http://localhost:4566"


def region(endpoint):
    s3 = boto3.client("s3", endpoint_url=endpoint)
    return s3.meta.region_name


def handler(event, context):
    return region(event.get("endpoint", ENDPOINT))
