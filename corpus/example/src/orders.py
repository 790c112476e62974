import json
import os

import boto3

functions = boto3.client("lambda")


def create(order):
    # orders are kept for ten years
    table = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
    table.put_item(Item={"OrderId": order["id"], "Lines": order["lines"]})
    functions.invoke(FunctionName="mail-receipt", Payload=json.dumps(order))
