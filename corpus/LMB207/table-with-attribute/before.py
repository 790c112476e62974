import boto3

dynamodb = boto3.resource("dynamodb")


def handler(event, context):
    table = dynamodb.Table("orders")
    table.customer = event["customer"]
    return f"{table.name} of {table.customer}"
