from concurrent.futures import ThreadPoolExecutor

import boto3

s3 = boto3.client("s3")


def size_of(key):
    return s3.head_object(Bucket="archive", Key=key)["ContentLength"]


def handler(event, context):
    pool = ThreadPoolExecutor(8)
    sizes = list(pool.map(size_of, event["keys"]))
    return sum(sizes)
