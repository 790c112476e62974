names = []


def handler(event, context):
    names.append(event["name"])
    for child in event.get("children", []):
        handler(child, context)
    return {"count": len(names)}
