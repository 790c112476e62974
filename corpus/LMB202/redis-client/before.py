import os

import redis


def handler(event, context):
    client = redis.Redis(host="127.0.0.1", port=int(os.environ["REDIS_PORT"]))
    client.set("name", event["name"])
    return client.get("name").decode()
