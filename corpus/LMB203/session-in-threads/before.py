from concurrent.futures import ThreadPoolExecutor

import requests


def handler(event, context):
    session = requests.Session()
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda name: type(session).__name__ + name, event["names"]))
