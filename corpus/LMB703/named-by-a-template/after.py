import asyncio


async def async_greet(event, context):
    """Greets."""
    await asyncio.sleep(0)
    print("served")
    return event["name"]


def greet(event, context):
    return asyncio.run(async_greet(event, context))
