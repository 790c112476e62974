import os


def handler(event, context):
    return os.environ.get("BUCKET_REGION", "none") is not None
