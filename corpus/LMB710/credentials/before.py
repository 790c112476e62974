import os


def handler(event, context):
    return os.environ.get("AWS_ACCESS_KEY_ID", "none") is not None
