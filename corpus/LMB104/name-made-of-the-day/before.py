from datetime import date, timedelta

YESTERDAY = date.today() - timedelta(days=1)
PREFIX = f"exports/{YESTERDAY}/"


def handler(event, context):
    return PREFIX + event["name"]
