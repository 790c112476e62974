def label(name, labels=[]):
    labels.append(name)
    return len(labels)


def handler(event, context):
    return list(map(label, event["names"]))
