names = []


def handler(event, context):
    names.append(event["name"])
    return {"count": len(names)}
