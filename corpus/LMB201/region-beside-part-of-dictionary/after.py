import boto3

CONFIG = {"aws": {"region": "eu-west-2"}}
client = boto3.client("sqs", region_name=CONFIG["aws"]["region"])


def handler(event, context):
    aws = CONFIG["aws"]
    region = "eu-west-%d" % event["n"]
    return client.meta.region_name
