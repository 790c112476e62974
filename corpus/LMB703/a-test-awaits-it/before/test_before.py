import asyncio

import before


def test_it():
    assert asyncio.run(before.handler({"name": "Ada"}, None)) == "Ada"
