import os


def handler(event, context):
    return os.environ.get("AWS_LAMBDA_LOG_LEVEL", "none") is not None
