def handler(event, context):
    found = []
    names = []
    for name in event["names"]:
        found.append(name)
    if found:
        names = found
    return names
