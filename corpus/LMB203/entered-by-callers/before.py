import httpx


def make_client():
    return httpx.Client()


def handler(event, context):
    with make_client() as client:
        return client.is_closed
