import boto3


def keep(name, body):
    s3 = boto3.client("s3")
    return s3.meta.region_name + name + body


def forget(name):
    # the bucket keeps old versions
    client = boto3.client('s3')
    return client.meta.region_name + name


def handler(event, context):
    return keep(event["name"], "x") + forget(event["name"])
