def collect(name, names=[]):
    names.append(name)
    return names


def handler(event, context):
    return collect(event["name"])
