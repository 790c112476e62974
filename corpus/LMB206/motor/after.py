import asyncio

from motor.motor_asyncio import AsyncIOMotorClient

loop = asyncio.new_event_loop()

client = AsyncIOMotorClient("mongodb://db")


async def count():
    return await client.count()


def handler(event, context):
    return loop.run_until_complete(count())
