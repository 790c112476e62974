import json

import boto3

lambda_client = boto3.client("lambda")


def handler(event, context):
    answer = lambda_client.invoke(FunctionName="create-invoice", InvocationType="RequestResponse", Payload=b"{}")
    return answer["StatusCode"]
