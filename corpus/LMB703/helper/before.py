import asyncio


async def greet(event, context):
    return event["name"]


def handler(event, context):
    return asyncio.run(greet(event, context))
