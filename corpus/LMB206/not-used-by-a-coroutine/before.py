import asyncio

waiting = asyncio.Queue()


async def serve(event):
    return event["name"]


def handler(event, context):
    waiting.put_nowait(1)
    return asyncio.run(serve(event))
