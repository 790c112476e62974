import os
import boto3


def export(values, into=os.environ):
    for name, value in values.items():
        into[name] = value


def handler(event, context):
    export({"AWS_DEFAULT_REGION": event["region"]})
    return boto3.client("sns").meta.region_name
