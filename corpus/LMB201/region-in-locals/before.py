import boto3


def handler(event, context):
    region = "eu-west-2"
    client = boto3.client("sqs", region_name=region)
    return "{region}".format(**locals()), client.meta.region_name
