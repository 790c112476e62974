import json

import boto3

lambda_client = boto3.client("lambda")


def handler(event, context):
    lambda_client.invoke(
        FunctionName="create-invoice",
        Payload=json.dumps(event["order"]),
    )
    return {"order": event["order"]["id"]}
