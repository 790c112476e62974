import boto3

client = None


def handler(event, context):
    global client
    if event is not None:
        client = boto3.client("s3")
    return client.meta.region_name
