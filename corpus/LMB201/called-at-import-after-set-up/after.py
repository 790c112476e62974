import os
import boto3


def region():
    return sqs.meta.region_name


def handler(event, context):
    return region()


os.environ["AWS_DEFAULT_REGION"] = "eu-north-1"
sqs = boto3.client("sqs")
print(region())
