import os


def handler(event, context):
    return len({"DB_PASSWORD": "abc"}["DB_PASSWORD"])
