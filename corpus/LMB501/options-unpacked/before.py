import json

import boto3

lambda_client = boto3.client("lambda")


def handler(event, context):
    options = {"InvocationType": "Event"}
    lambda_client.invoke(FunctionName="create-invoice", **options)
    return "sent"
