import boto3


def prepare():
    s3 = boto3.session.Session().client("s3")
    s3.create_bucket(Bucket="reports", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="reports", Key="in.csv", Body=b"a,b")
    s3.put_object(Bucket="reports", Key="in2.csv", Body=b"c,d")
