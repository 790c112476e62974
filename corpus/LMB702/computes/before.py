import multiprocessing

import boto3

s3 = boto3.client("s3")


def size_of(key):
    return sum(ord(letter) for letter in key)


def handler(event, context):
    pool = multiprocessing.Pool(8)
    sizes = pool.map(size_of, event["keys"])
    return sum(sizes)
