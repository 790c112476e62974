import asyncio


async def names(event):
    yield event["name"]


async def first(event):
    async for name in names(event):
        return name


def main(event, context):
    return asyncio.run(first(event))
