def label(name, labels=[]):
    labels = list(labels)
    labels.append(name)
    return labels


def handler(event, context):
    return label(event["name"])
