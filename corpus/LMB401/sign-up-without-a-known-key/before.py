import boto3

table = boto3.resource("dynamodb").Table("users")


def sign_up(event):
    table.put_item(Item={"account": event["account"], "address": event["address"]})


def handler(event, context):
    sign_up(event)
    return table.scan()["Items"][0]["address"]
