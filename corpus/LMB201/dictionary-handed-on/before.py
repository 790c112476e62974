import boto3

SETTINGS = {"table": "orders"}
dynamodb = boto3.resource("dynamodb")


def change(settings, name):
    settings["table"] = name


def handler(event, context):
    change(SETTINGS, event["name"])
    table = dynamodb.Table(SETTINGS["table"])
    return table.name
