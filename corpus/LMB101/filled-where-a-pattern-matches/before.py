import re

loaded = []


def handler(event, context):
    if re.match("/opt", event["folder"]):
        loaded.append("vendor")
    return loaded
