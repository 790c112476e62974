import boto3


def lines():
    client = boto3.resource("dynamodb").meta.client
    listed = client.scan(TableName="orders")
    if "Items" in listed:
        return listed["Items"]
    return []


def handler(event, context):
    return len(lines())
