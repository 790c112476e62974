import os


def handler(event, context):
    return os.environ.get("AWS_LAMBDA_EXEC_WRAPPER", "none") is not None
