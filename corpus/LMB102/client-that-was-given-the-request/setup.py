import boto3


def prepare():
    boto3.client("s3").create_bucket(
        Bucket="orders", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
