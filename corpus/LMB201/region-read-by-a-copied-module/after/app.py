import sys

sys.path.insert(0, "third_party")

import boto3
from regions import use

sns_client = boto3.client("sns")


def handler(event, context):
    use(event)
    return sns_client.meta.region_name
