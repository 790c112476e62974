import os


def handler(event, context):
    return len(os.environ["DB_SECRET_NAME"])
