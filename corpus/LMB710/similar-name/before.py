import os


def handler(event, context):
    return os.environ.get("AWS_REGION_NAME", "none") is not None
