def handler(event, context):
    latest = "none"
    if event["id"] and (latest := event["id"]):
        return {"new": latest}
    return {"latest": latest}
