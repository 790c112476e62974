import boto3


def prepare():
    s3 = boto3.session.Session().client("s3")
    s3.create_bucket(Bucket="office", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="office", Key="invoice-7.pdf", Body=b"")
