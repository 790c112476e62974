import boto3


def region():
    sqs = boto3.client("sqs", region_name=REGION)
    return sqs.meta.region_name


REGION = "eu-west-2"
import reports
REGION = "eu-west-3"
