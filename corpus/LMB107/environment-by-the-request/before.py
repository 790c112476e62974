import os


def handler(event, context):
    os.environ["TENANT"] = event["tenant"]
    return os.environ["TENANT"]
