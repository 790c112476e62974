__all__ = ["handler"]

found = []


def handler(event, context):
    found.append(event["name"])
    return found
