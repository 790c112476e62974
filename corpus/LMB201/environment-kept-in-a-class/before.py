import os
import boto3


class Target:
    variables = os.environ


def handler(event, context):
    Target.variables["AWS_DEFAULT_REGION"] = event["region"]
    return boto3.client("sns").meta.region_name
