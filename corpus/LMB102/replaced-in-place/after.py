def handler(event, context):
    latest = []
    if event["names"]:
        latest[:] = event["names"]
    return list(latest)
