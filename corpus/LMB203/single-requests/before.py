import requests


def handler(event, context):
    return requests.get.__name__ + event["name"]
