import os

import boto3


def prepare():
    queue = boto3.session.Session().client("sqs").create_queue(QueueName="parcels")
    os.environ["TARGET"] = queue["QueueUrl"]
