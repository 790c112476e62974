import os
from functools import cache
import boto3


@cache
def get_sqs():
    return boto3.client("sqs")


def early():
    return get_sqs().meta.region_name


print(early())
os.environ["AWS_DEFAULT_REGION"] = "eu-north-1"
sqs = boto3.client("sqs")


def handler(event, context):
    return sqs.meta.region_name
