def is_known(given, token="q9XzR4tLw82bVmK71sYp"):
    return given == token


def handler(event, context):
    return is_known(event["token"])
