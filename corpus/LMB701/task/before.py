import asyncio


async def send(name):
    await asyncio.sleep(0.01)


async def serve(event):
    asyncio.create_task(send("a"))
    return "sent"


def handler(event, context):
    return asyncio.run(serve(event))
