names = []


def register(name):
    names.append(name)


register("default")


def handler(event, context):
    register(event["name"])
    return names
