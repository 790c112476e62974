import functools


@functools.lru_cache(maxsize=None)
def profile(user_id):
    return {"user": user_id, "history": list(range(10))}


def handler(event, context):
    return profile(event["user"])["user"]
