import asyncio


async def greet(event, context):
    return event["name"]


def main(event, context):
    return asyncio.run(greet(event, context))
