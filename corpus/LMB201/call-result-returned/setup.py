import boto3


def between(number):
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=f"made-before-call-{number}")
