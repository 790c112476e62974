from datetime import datetime

loaded = datetime.now()
print("module ready")


def handler(event, context):
    return event["name"]
