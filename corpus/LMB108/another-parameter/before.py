from functools import cache


@cache
def words(language):
    return {"language": language}


def handler(event, context):
    return words(event["user"])["language"]
