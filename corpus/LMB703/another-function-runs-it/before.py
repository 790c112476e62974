import asyncio


async def handler(event, context):
    return event["name"]


def main(event, context):
    return asyncio.run(handler(event, context))
