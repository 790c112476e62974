import requests


def handler(event, context):
    with requests.Session() as session:
        # two calls, one connection
        names = [type(session).__name__]

        names.append(event["user"])
    return names
