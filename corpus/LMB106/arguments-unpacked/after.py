def label(names, labels=None):
    if labels is None:
        labels = []
    for name in names:
        labels.append(name.title())
    return labels


def handler(event, context):
    return label(event["names"], **event["rest"])
