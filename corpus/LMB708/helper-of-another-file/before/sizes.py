from urllib.parse import unquote_plus

import boto3

s3 = boto3.client("s3")


def size_of(bucket, key):
    return len(s3.get_object(Bucket=bucket, Key=unquote_plus(key))["Body"].read())
