import boto3
import importlib

importlib.import_module("conf")
client = boto3.client("sqs")


def handler(event, context):
    return client.meta.region_name
