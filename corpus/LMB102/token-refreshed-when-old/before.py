import time

token = None
expires = 0


def fetch(scope):
    return "token for " + scope


def handler(event, context):
    global token, expires
    if time.time() > expires:
        token = fetch(event["scope"])
        expires = time.time() + 300
    return token
