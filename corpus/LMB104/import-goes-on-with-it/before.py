from datetime import date

today = date.today()
prefix = today.isoformat() + "/"


def handler(event, context):
    return prefix + str(today.year) + event["name"]
