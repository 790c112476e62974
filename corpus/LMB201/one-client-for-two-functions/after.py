import boto3

s3 = boto3.client("s3")


def keep(name, body):
    return s3.meta.region_name + name + body


def forget(name):
    # the bucket keeps old versions
    return s3.meta.region_name + name


def handler(event, context):
    return keep(event["name"], "x") + forget(event["name"])
