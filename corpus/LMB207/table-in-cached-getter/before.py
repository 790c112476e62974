import functools

import boto3

dynamodb = boto3.resource("dynamodb")


@functools.cache
def get_orders():
    return dynamodb.Table("orders")


def handler(event, context):
    return get_orders().name
