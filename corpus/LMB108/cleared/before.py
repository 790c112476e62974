from functools import cache


@cache
def profile(user_id):
    return {"user": user_id}


def handler(event, context):
    try:
        return profile(event["user"])["user"]
    finally:
        profile.cache_clear()
