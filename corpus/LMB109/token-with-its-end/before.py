import time

import requests

token = None
ends = 0


def get_token():
    global token, ends
    if token is None or ends < time.time():
        given = requests.post("https://auth.example/token", timeout=5).json()
        token, ends = given["access_token"], time.time() + given["expires_in"]
    return token


def handler(event, context):
    return get_token()
