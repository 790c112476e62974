import boto3
REGION = "eu-west-2"


def region():
    sqs = boto3.client("sqs", region_name=REGION)
    return sqs.meta.region_name


print(region())
REGION = "eu-west-3"


def handler(event, context):
    return region()
