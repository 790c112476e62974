import boto3

dynamodb = boto3.resource("dynamodb")


def handler(event, context):
    table = dynamodb.Table("orders")
    table.put_item(Item={"id": event["id"], "open": True})
    return table.name
