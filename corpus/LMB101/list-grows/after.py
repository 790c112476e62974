def handler(event, context):
    found = []
    for name in event["names"]:
        found.append(name.upper())
    return {"count": len(found), "names": found}
