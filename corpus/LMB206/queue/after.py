import asyncio

waiting = asyncio.Queue()
loop = asyncio.new_event_loop()


async def serve(event):
    asyncio.get_running_loop().call_later(0.01, waiting.put_nowait, event["name"])
    return await waiting.get()


def handler(event, context):
    try:
        return loop.run_until_complete(serve(event))
    except RuntimeError:
        return "lost"
