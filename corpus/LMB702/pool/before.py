import multiprocessing

import boto3

s3 = boto3.client("s3")


def size_of(key):
    return s3.head_object(Bucket="archive", Key=key)["ContentLength"]


def handler(event, context):
    pool = multiprocessing.Pool(8)
    sizes = pool.map(size_of, event["keys"])
    return sum(sizes)
