import uuid

import boto3

table = boto3.resource("dynamodb").Table("Orders")


def handler(event, context):
    create({"OrderId": str(uuid.uuid4()), "Product": event["product"]})
    return table.scan()["Count"]


def create(order):
    table.put_item(Item=order)
