def handler(event, context):
    latest = "none"
    for latest in event["ids"]:
        pass
    return latest
