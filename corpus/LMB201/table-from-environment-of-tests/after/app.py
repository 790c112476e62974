import os
from functools import cache

import boto3


@cache
def get_table():
    return boto3.resource("dynamodb", "eu-west-1").Table(os.environ["TABLE"])


def handler(event, context):
    table = get_table()
    return table.name
