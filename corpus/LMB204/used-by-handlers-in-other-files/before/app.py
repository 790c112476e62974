from database import load


def handler(event, context):
    return load()
