import sys

sys.path.insert(0, "third_party")

import boto3
from regions import use


def handler(event, context):
    use(event)
    return boto3.client("sns").meta.region_name
