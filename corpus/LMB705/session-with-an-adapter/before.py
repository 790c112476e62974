import requests

session = requests.Session()
session.mount("https://", object())


def handler(event, context):
    return session.get(
        "https://api.example/orders",
        headers={"Accept": "text/json"},
    ).json()
