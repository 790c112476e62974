import boto3
from botocore.config import Config

CONFIG = Config(connect_timeout=1)
sqs = boto3.client("sqs", region_name="eu-west-1", config=CONFIG)


def handler(event, context):
    assert CONFIG, event["seconds"]
    return sqs.meta.config.read_timeout
