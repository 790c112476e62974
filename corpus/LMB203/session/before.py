import requests


def handler(event, context):
    session = requests.Session()
    return type(session).__name__ + event["user"]
