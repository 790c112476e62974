import boto3
from boto3.dynamodb.conditions import Key

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("orders")


def handler(event, context):
    response = table.meta.client.get_paginator("query").paginate(
        KeyConditionExpression=Key("id").eq("o1"),
        TableName=table.name,
    ).build_full_result()
    lines = []
    for item in response.get("Items", []):
        lines.append(item["line"])
    return lines
