latest = "none"


def handler(event, context):
    global latest
    if event["id"] and (latest := event["id"]):
        return {"new": latest}
    return {"latest": latest}
