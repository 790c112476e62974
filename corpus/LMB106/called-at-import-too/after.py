def label(names, labels=None):
    if labels is None:
        labels = []
    labels.extend(names)
    return labels


BASE = label(["base"])


def handler(event, context):
    return len(label(event["names"]))
