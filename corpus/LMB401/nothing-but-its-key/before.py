import boto3

table = boto3.resource("dynamodb").Table("addresses")


def handler(event, context):
    table.put_item(Item={"id": event["id"]})
    return event["id"]
