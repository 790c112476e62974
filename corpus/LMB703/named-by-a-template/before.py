import asyncio


async def greet(event, context):
    """Greets."""
    await asyncio.sleep(0)
    print("served")
    return event["name"]
