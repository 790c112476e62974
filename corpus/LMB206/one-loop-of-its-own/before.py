import asyncio

LOOP = asyncio.new_event_loop()
from motor.motor_asyncio import AsyncIOMotorClient

client = AsyncIOMotorClient("mongodb://db")


async def count():
    return await client.count()


def handler(event, context):
    return LOOP.run_until_complete(count())
