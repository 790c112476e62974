latest = "none"


def handler(event, context):
    global latest
    for latest in event["ids"]:
        pass
    return latest
