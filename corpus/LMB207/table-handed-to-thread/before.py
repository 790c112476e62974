from concurrent.futures import ThreadPoolExecutor

import boto3

dynamodb = boto3.resource("dynamodb")


def handler(event, context):
    table = dynamodb.Table("orders")
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda name: f"{table.name} {name}", event["names"]))
