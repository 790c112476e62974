import boto3

dynamodb = boto3.resource("dynamodb")


def handler(event, context):
    return [dynamodb.Table(name).name for name in event["tables"]]
