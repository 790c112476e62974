import requests

session = requests.Session()


def handler(event, context):
    # two calls, one connection
    names = [type(session).__name__]

    names.append(event["user"])
    return names
