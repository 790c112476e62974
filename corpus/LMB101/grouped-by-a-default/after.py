def handler(event, context):
    groups = {}
    for name, number in event["rows"]:
        groups.setdefault(name, []).append(number)
    return groups
