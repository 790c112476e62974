import asyncio

waiting = asyncio.Queue()


def handler(event, context):
    return event["name"]
