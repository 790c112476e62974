import os

import boto3


def handler(event, context):
    table = boto3.resource("dynamodb", region_name="eu-west-1").Table(os.environ["TABLE"])
    return table.name


if __name__ == "__main__":
    os.environ.setdefault("TABLE", "local-orders")
    print(handler({}, None))
