import asyncio


async def serve(event):
    waiting = asyncio.Queue()
    asyncio.get_running_loop().call_later(0.01, waiting.put_nowait, event["name"])
    return await waiting.get()


def handler(event, context):
    try:
        return asyncio.run(serve(event))
    except RuntimeError:
        return "lost"
