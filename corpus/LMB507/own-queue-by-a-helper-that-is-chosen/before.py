import os

import boto3

sqs = boto3.client("sqs")


def pass_on(record):
    sqs.send_message(QueueUrl=os.environ["TARGET"], MessageBody=record["body"])


def handler(event, context):
    for record in event["Records"]:
        if record["body"] != "a":
            pass_on(record)
