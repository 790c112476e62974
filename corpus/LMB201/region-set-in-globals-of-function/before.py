import boto3

REGION = "us-east-1"


def handler(event, context):
    handler.__globals__["REGION"] = event["region"]
    return boto3.client("sns", region_name=REGION).meta.region_name
