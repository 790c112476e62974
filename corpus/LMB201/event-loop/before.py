import asyncio

import aioboto3


async def region():
    session = aioboto3.Session()
    return session.region_name


def handler(event, context):
    return asyncio.run(region())
