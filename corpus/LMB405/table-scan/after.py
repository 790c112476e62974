import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    pages = table.meta.client.get_paginator("scan").paginate(TableName=table.name)
    items = pages.build_full_result()["Items"]
    return sum(1 for item in items)
