import asyncio

import posthog


async def tell(what):
    posthog.capture("ada", what)


def handler(event, context):
    asyncio.run(tell("ordered"))
