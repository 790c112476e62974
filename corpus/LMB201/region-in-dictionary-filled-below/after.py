import boto3

CONFIG = {}


def handler(event, context):
    return client.meta.region_name


CONFIG.update(region="eu-west-3")
client = boto3.client("sqs", region_name=CONFIG["region"])
