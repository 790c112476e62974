__all__ = ["handler"]


def handler(event, context):
    found = []
    found.append(event["name"])
    return found
