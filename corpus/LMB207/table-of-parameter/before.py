import boto3

dynamodb = boto3.resource("dynamodb")


def name_of(table_name):
    return dynamodb.Table(table_name).name


def handler(event, context):
    return name_of(event["table"])
