from contextlib import closing

import boto3


def handler(event, context):
    with closing(boto3.client("s3")) as s3, open("/dev/null") as nothing:
        return s3.meta.region_name + nothing.read()
