import os


def handler(event, context):
    print("connecting with", os.environ["DB_SECRET_ARN"])
