import os

os.environ["AWS_REGION"] = "eu-west-1"


def handler(event, context):
    return os.environ["AWS_REGION"]
