from datetime import datetime


def handler(event, context):
    now = datetime.now()
    return {"at": str(now)}
