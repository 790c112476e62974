def label(name, labels=()):
    return [*labels, name]


def handler(event, context):
    return label(event["name"])
