import boto3


def prepare():
    s3 = boto3.session.Session().client("s3")
    s3.create_bucket(Bucket="docs", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="docs", Key="my report.txt", Body=b"12345")
    s3.put_object(Bucket="docs", Key="plain.txt", Body=b"12345")
