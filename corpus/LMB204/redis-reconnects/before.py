import os

import redis

client = redis.Redis(host="127.0.0.1", port=int(os.environ["REDIS_PORT"]))


def handler(event, context):
    return client.ping()
