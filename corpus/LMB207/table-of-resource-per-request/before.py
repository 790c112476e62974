import boto3


def handler(event, context):
    dynamodb = boto3.resource("dynamodb", endpoint_url=event["endpoint"])
    table = dynamodb.Table("orders")
    return table.name
