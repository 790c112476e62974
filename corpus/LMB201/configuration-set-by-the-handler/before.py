import boto3
from botocore.config import Config

CONFIG = Config(connect_timeout=1)


def handler(event, context):
    vars(CONFIG)["read_timeout"] = event["seconds"]
    sqs = boto3.client("sqs", region_name="eu-west-1", config=CONFIG)
    return sqs.meta.config.read_timeout
