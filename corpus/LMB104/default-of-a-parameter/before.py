from datetime import date


def path(name, day=date.today()):
    return f"{day}/{name}"


def handler(event, context):
    return path(event["name"])
