import httpx


def handler(event, context):
    client = httpx.Client(cookies={"visitor": "lambda"})
    return client.cookies["visitor"]
