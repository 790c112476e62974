import asyncio


async def async_handler(event, context):
    print("served")
    return {"statusCode": 200, "body": event["name"]}


def handler(event, context):
    return asyncio.run(async_handler(event, context))
