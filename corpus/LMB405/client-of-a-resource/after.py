import boto3


def lines():
    client = boto3.resource("dynamodb").meta.client
    pages = client.get_paginator("scan").paginate(TableName="orders")
    listed = pages.build_full_result()
    if "Items" in listed:
        return listed["Items"]
    return []


def handler(event, context):
    return len(lines())
