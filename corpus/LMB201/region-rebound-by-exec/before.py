import boto3

REGION = "eu-west-2"


def handler(event, context):
    exec("REGION = 'eu-west-%d'" % event["n"], globals())
    client = boto3.client("sqs", region_name=REGION)
    return client.meta.region_name
