from concurrent.futures import ThreadPoolExecutor

import boto3


def handler(event, context):
    s3 = boto3.client("s3")
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda name: s3.meta.service_model.service_name + name, event["names"]))
