import asyncio
import functools


def runs(coroutine):
    @functools.wraps(coroutine)
    def run(event, context):
        return asyncio.run(coroutine(event, context))

    return run


@runs
async def handler(event, context):
    return event["name"]
