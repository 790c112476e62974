import httpx

client = httpx.Client(timeout=3)


def handler(event, context):
    return client.timeout + event["extra"]
