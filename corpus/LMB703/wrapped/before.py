import asyncio


async def main(event, context):
    return event["name"]


def lambda_handler(event, context):
    return asyncio.new_event_loop().run_until_complete(main(event, context))
