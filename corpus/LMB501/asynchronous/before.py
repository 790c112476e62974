import json

import boto3

lambda_client = boto3.client("lambda")


def handler(event, context):
    lambda_client.invoke(FunctionName="create-invoice", InvocationType="Event", Payload=b"{}")
    return "sent"
