import asyncio


class App:
    async def handler(self, event, context):
        return event["name"]


def main(event, context):
    return asyncio.run(App().handler(event, context))
