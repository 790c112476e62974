import os


def handler(event, context):
    os.environ["_HANDLER"] = "other.handler"
    return os.environ["_HANDLER"]
