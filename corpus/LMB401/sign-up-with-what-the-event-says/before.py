import boto3

table = boto3.resource("dynamodb").Table("users")


def create_user(event):
    table.put_item(Item=event["user"])


def handler(event, context):
    create_user(event)
    return table.scan()["Items"][0]["address"]
