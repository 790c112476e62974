import asyncio
import sys
import types


class AsyncIOMotorClient:
    loop = None

    def __init__(self, uri):
        pass

    async def count(self):
        self.loop = self.loop or asyncio.get_running_loop()
        if self.loop is not asyncio.get_running_loop():
            raise RuntimeError("Event loop is closed")
        return 3


def prepare():
    motor = types.ModuleType("motor.motor_asyncio")
    motor.AsyncIOMotorClient = AsyncIOMotorClient
    sys.modules["motor"] = types.ModuleType("motor")
    sys.modules["motor.motor_asyncio"] = motor
