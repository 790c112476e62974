import boto3

CONFIG = {"aws": {"region": "eu-west-2"}}


def handler(event, context):
    for key, section in CONFIG.items():
        section.update(region="eu-west-%d" % event["n"])
    client = boto3.client("sqs", region_name=CONFIG["aws"]["region"])
    return client.meta.region_name
