import boto3


def prepare():
    s3 = boto3.session.Session().client("s3")
    for bucket in ("docs", "results"):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="docs", Key="a.txt", Body=b"abc")
