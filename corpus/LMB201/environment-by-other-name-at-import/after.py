import boto3
from os import environ as env


def handler(event, context):
    return client.meta.region_name


env["AWS_DEFAULT_REGION"] = "eu-north-1"
client = boto3.client("sqs")
