import requests

session = requests.Session()


def handler(event, context):
    return type(session).__name__ + event["user"]
