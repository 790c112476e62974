def label(name, labels=None):
    if labels is None:
        labels = []
    labels.append(name)
    return labels


def handler(event, context):
    return label(event["name"])
