import boto3
from boto3 import setup_default_session as sds


def handler(event, context):
    sds(region_name="eu-west-%d" % event["n"])
    client = boto3.client("sqs")
    return client.meta.region_name
