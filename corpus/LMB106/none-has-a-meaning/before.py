def label(names, labels=[]):
    if labels is None:
        return names
    labels.extend(names)
    return labels


def handler(event, context):
    return label(event["names"])
