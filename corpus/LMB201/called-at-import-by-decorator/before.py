import os
import boto3


def run_now(f):
    f()
    return f


@run_now
def region():
    sqs = boto3.client("sqs")
    return sqs.meta.region_name


def handler(event, context):
    return region()


os.environ["AWS_DEFAULT_REGION"] = "eu-north-1"
