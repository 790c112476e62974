import _multiprocessing
import boto3


class NoSemaphores:
    SEM_VALUE_MAX = 1

    def __init__(self, *arguments):
        raise OSError(38, "Function not implemented")


def prepare():
    s3 = boto3.session.Session().client("s3")
    s3.create_bucket(Bucket="archive", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for key in ("a", "b"):
        s3.put_object(Bucket="archive", Key=key, Body=b"123")
    _multiprocessing.SemLock = NoSemaphores
