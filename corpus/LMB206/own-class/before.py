import asyncio


class Queue:
    def get(self):
        return 1


waiting = Queue()


async def serve(event):
    return waiting.get()


def handler(event, context):
    return asyncio.run(serve(event))
