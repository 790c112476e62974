def label(names, labels=[]):
    for name in names:
        labels.append(name.title())
    return labels


def handler(event, context):
    return label(event["names"], [])
