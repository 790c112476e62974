import asyncio
import threading

lock = threading.Lock()


async def serve(event):
    with lock:
        return event["name"]


def handler(event, context):
    return asyncio.run(serve(event))
