import os


def handler(event, context):
    return os.environ.get("AWS_MAX_ATTEMPTS", "none") is not None
