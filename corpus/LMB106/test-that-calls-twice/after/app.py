def collect(name, names=None):
    if names is None:
        names = []
    names.append(name)
    return names


def handler(event, context):
    return collect(event["name"])
