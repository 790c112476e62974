import boto3


def between(number):
    boto3.client("s3").create_bucket(Bucket=f"made-before-call-{number}")
