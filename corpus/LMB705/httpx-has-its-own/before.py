import httpx


def handler(event, context):
    return httpx.get("https://api.example/orders")
