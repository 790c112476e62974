from functools import cache


@cache
def settings():
    return {"limit": 3}


def handler(event, context):
    return settings()["limit"]
