import requests

session = requests.Session()


def handler(event, context):
    return session.get(
        "https://api.example/orders",
        headers={"Accept": "text/json"},
        timeout=(3, 10),
    ).json()
