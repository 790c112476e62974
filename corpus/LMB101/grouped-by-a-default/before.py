groups = {}


def handler(event, context):
    for name, number in event["rows"]:
        groups.setdefault(name, []).append(number)
    return groups
