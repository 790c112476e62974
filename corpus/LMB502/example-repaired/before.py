import json

import boto3

table = boto3.resource("dynamodb").Table("brands")


def get_brand(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def put_brand(event):
    table.put_item(Item={"id": event["id"], "name": event["name"]})


def handler(event, context):
    routes = {"get": get_brand, "put": put_brand}
    return json.dumps(routes[event["action"]](event))
