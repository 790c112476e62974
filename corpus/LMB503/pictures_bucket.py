import boto3


def prepare():
    s3 = boto3.session.Session().client("s3")
    s3.create_bucket(Bucket="pictures", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
