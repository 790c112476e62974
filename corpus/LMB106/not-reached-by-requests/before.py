def collect(name, found=[]):
    found.append(name)
    return found


NAMES = len(collect("a"))


def handler(event, context):
    return event["name"]
