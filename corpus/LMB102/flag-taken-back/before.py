failed = False


def check(item):
    global failed
    if item < 0:
        failed = True


def handler(event, context):
    global failed
    failed = bool(event.get("failed"))
    for item in event["items"]:
        check(item)
    return {"ok": not failed}
