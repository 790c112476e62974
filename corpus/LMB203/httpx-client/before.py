import httpx


def handler(event, context):
    client = httpx.Client(timeout=3)
    return client.timeout + event["extra"]
