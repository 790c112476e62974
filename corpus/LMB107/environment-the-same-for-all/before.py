import os


def handler(event, context):
    os.environ["TZ"] = "UTC"
    return os.environ["TZ"]
