import os
from functools import cache

import boto3

dynamodb = boto3.resource("dynamodb")


@cache
def get_table():
    return dynamodb.Table(os.environ["TABLE"])


def handler(event, context):
    table = get_table()
    return table.name
