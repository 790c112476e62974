import requests
from requests.adapters import HTTPAdapter


def handler(event, context):
    session = requests.Session()
    session.mount("https://", HTTPAdapter(max_retries=event["retries"]))
    return len(session.adapters)
