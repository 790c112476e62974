import sys

names = []


def count():
    return len(sys.modules[__name__].names)


def handler(event, context):
    names.append(event["name"])
    return {"count": count(), "known": len(names)}
