import boto3

ssm = boto3.client("ssm")


def handler(event, context):
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path="/shop")
    return sum(len(page["Parameters"]) for page in pages)
