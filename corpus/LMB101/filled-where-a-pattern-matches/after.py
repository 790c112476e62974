import re


def handler(event, context):
    loaded = []
    if re.match("/opt", event["folder"]):
        loaded.append("vendor")
    return loaded
