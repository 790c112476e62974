import uuid

import boto3

table = boto3.resource("dynamodb").Table("Orders")


def handler(event, context):
    table.put_item(Item={"OrderId": order_id(event), "Product": event["product"]})
    return table.scan()["Count"]


def order_id(event):
    return f"order-{event['token']}"
