def cache(function):
    return function


@cache
def profile(user_id):
    return {"user": user_id}


def handler(event, context):
    return profile(event["user"])["user"]
