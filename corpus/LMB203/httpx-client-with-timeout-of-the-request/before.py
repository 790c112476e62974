import httpx


def handler(event, context):
    client = httpx.Client(timeout=event["extra"])
    return client.timeout + event["extra"]
