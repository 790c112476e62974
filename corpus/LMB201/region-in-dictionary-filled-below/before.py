import boto3

CONFIG = {}


def handler(event, context):
    client = boto3.client("sqs", region_name=CONFIG["region"])
    return client.meta.region_name


CONFIG.update(region="eu-west-3")
