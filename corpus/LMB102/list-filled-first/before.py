names = []


def handler(event, context):
    global names
    found = []
    for name in event["names"]:
        found.append(name)
    if found:
        names = found
    return names
