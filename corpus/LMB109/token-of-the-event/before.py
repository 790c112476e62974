from functools import cache


@cache
def length(token):
    return len(token)


def handler(event, context):
    return length(event["access_token"])
