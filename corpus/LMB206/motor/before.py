import asyncio

from motor.motor_asyncio import AsyncIOMotorClient

client = AsyncIOMotorClient("mongodb://db")


async def count():
    return await client.count()


def handler(event, context):
    return asyncio.run(count())
