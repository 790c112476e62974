import uuid

import boto3

table = boto3.resource("dynamodb").Table("Orders")


def handler(event, context):
    order = str(uuid.uuid4())
    table.put_item(
        Item={"OrderId": order, "Amount": event["amount"]},
        ConditionExpression="attribute_not_exists(OrderId)",
    )
    return order
