from contextlib import closing

import boto3


def handler(event, context):
    with closing(boto3.client("s3")) as s3:
        region = s3.meta.region_name

        # both live in one region
        name = region + event["name"]
    sqs = boto3.client("sqs")
    found = sqs.meta.region_name
    sqs.close()
    return name + found
