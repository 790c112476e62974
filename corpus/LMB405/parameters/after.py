import boto3

ssm = boto3.client("ssm")


def handler(event, context):
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path="/shop")
    response = pages.build_full_result()
    return {parameter["Name"]: parameter["Value"] for parameter in response["Parameters"]}
