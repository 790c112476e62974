import os, sys
import boto3


def region():
    sqs = boto3.client("sqs")
    return sqs.meta.region_name


FIRST = getattr(sys.modules[__name__], "region")()
os.environ["AWS_DEFAULT_REGION"] = "eu-north-1"


def handler(event, context):
    return region(), FIRST
