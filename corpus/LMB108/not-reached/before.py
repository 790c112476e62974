from functools import cache


@cache
def profile(user_id):
    return {"user": user_id}


def report(users):
    return [profile(user) for user in users]


def handler(event, context):
    return "ok"
