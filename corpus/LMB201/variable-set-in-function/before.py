import boto3

TABLE = "orders"
dynamodb = boto3.resource("dynamodb")


def handler(event, context):
    global TABLE
    TABLE = event["table"]
    table = dynamodb.Table(TABLE)
    return table.name
