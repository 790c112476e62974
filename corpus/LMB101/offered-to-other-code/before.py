__all__ = ["found", "handler"]

found = []


def handler(event, context):
    found.append(event["name"])
    return found
