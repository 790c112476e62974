import boto3


def region():
    return boto3.client("sns").meta.region_name
