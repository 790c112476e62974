import os

lines = []
if os.environ.get("VERBOSE"):
    lines = ["verbose"]


def handler(event, context):
    lines.append(event["line"])
    return lines
