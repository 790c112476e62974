import asyncio


def handler(event, context):
    async def handler(event, context):
        return event["name"]

    return asyncio.run(handler(event, context))
