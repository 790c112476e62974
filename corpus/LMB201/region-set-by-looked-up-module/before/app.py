import boto3
import conf
import sys


def handler(event, context):
    sys.modules["conf"].REGION = event["region"]
    return boto3.client("sns", region_name=conf.REGION).meta.region_name
