import os

import redis

client = redis.Redis(
    host="127.0.0.1",
    port=int(os.environ["REDIS_PORT"]),
    health_check_interval=30,
)


def handler(event, context):
    client.set("name", event["name"])
    return client.get("name").decode()
