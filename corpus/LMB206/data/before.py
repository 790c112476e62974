import asyncio

names = {"Ada": 1}


async def serve(event):
    return names[event["name"]]


def handler(event, context):
    return asyncio.run(serve(event))
