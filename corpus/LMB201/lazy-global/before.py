import boto3

client = None


def handler(event, context):
    global client
    if client is None:
        client = boto3.client("s3")
    return client.meta.region_name
