import boto3
import importlib

importlib.import_module("conf")


def handler(event, context):
    client = boto3.client("sqs")
    return client.meta.region_name
