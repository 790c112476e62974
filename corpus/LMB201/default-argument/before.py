import boto3


def region(name, s3=boto3.client("s3")):
    return s3.meta.region_name + name


def handler(event, context):
    return region(event["name"])
