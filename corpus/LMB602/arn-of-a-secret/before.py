import os


def handler(event, context):
    return len(os.environ["API_KEY_ARN"])
