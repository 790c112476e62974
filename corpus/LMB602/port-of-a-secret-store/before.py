import os


def handler(event, context):
    return len(os.environ["SECRETS_EXTENSION_HTTP_PORT"])
