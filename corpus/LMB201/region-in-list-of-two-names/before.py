import boto3

REGIONS = ["eu-west-2"]
ALIAS = REGIONS


def handler(event, context):
    ALIAS[0] = "eu-west-%d" % event["n"]
    client = boto3.client("sqs", region_name=REGIONS[0])
    return client.meta.region_name
