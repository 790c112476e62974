import asyncio


async def send(name):
    await asyncio.sleep(0.01)


async def serve(event):
    task = asyncio.create_task(send("a"))
    await task
    return "sent"


def handler(event, context):
    return asyncio.run(serve(event))
