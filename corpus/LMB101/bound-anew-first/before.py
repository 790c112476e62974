found = []


def handler(event, context):
    global found
    found = []
    for name in event["names"]:
        found.append(name.upper())
    return {"count": len(found), "names": found}
