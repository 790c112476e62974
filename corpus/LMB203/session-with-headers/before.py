import requests


def handler(event, context):
    with requests.Session() as session:
        session.headers.update({"Authorization": event["token"]})
        return sorted(session.headers)[0]
