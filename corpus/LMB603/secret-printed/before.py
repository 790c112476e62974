import os


def handler(event, context):
    password = os.environ["DB_PASSWORD"]
    print("connecting with", password)
