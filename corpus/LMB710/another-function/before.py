import os


def handler(event, context):
    return os.environ.get("AWS_REGION", "none") is not None
