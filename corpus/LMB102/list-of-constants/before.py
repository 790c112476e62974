names = []


def handler(event, context):
    global names
    found = []
    for _ in range(1):
        found.append("Ann")
    if found:
        names = found
    return names
