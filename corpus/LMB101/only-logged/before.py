names = []


def handler(event, context):
    names.append(event["name"])
    print("names so far:", len(names))
    return event["name"]
