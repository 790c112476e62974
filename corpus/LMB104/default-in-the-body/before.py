from datetime import date


def path(name, day=None):
    day = day or date.today()
    return f"{day}/{name}"


def handler(event, context):
    return path(event["name"])
