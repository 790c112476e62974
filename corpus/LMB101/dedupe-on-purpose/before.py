found = []


def handler(event, context):
    for name in event["names"]:
        if name.upper() not in found:
            found.append(name.upper())
    return {"count": len(found), "names": found}
