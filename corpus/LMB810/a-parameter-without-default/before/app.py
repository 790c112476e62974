import os

import redis

cache = redis.Redis(host=os.environ["HOST"], health_check_interval=30)


def handler(event, context):
    return cache.get("orders")
