import os
from functools import cache

import boto3


@cache
def get_table():
    return boto3.resource("dynamodb", region_name="eu-west-1").Table(os.environ["TABLE"])


def handler(event, context):
    table = get_table()
    return table.name


if __name__ == "__main__":
    os.environ.setdefault("TABLE", "local-orders")
    print(handler({}, None))
