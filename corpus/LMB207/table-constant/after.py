import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("orders")


def handler(event, context):
    table.put_item(Item={"id": event["id"]})
    return event["table"]
