import boto3


def handler(event, context):
    return boto3.client("sns").meta.region_name


def shape(event):
    return sorted(event)
