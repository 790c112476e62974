last = None


def handler(event, context):
    global last
    changed = last != event["value"]
    last = event["value"]
    return {"changed": changed}
