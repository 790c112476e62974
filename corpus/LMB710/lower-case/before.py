import os


def handler(event, context):
    return os.environ.get("aws_region", "none") is not None
