import requests


def handler(event, context):
    session = requests.Session()
    session.auth = (event["user"], "x")
    return type(session).__name__ + event["user"]
