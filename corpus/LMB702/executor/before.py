from concurrent.futures import ProcessPoolExecutor

import boto3

s3 = boto3.client("s3")


def size_of(key):
    return s3.head_object(Bucket="archive", Key=key)["ContentLength"]


def handler(event, context):
    with ProcessPoolExecutor(max_workers=2) as pool:
        return sum(pool.map(size_of, event["keys"]))
