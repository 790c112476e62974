import asyncio

waiting = asyncio.Queue()


async def serve():
    return await waiting.get()


def main():
    return asyncio.run(serve())


def handler(event, context):
    return event["name"]
