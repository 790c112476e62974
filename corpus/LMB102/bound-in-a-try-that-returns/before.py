body = {}


def name():
    return body["name"]


def handler(event, context):
    global body
    try:
        body = dict(event["body"])
    except KeyError:
        return "no body"
    return name()
