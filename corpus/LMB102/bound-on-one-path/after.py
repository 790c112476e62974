status = "new"


def report():
    return {"status": status}


def handler(event, context):
    global status
    status = "new"
    if "status" in event:
        status = event["status"]
    return report()
