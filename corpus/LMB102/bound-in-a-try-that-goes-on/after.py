body = {}


def name():
    return body["name"]


def handler(event, context):
    global body
    body = {}
    try:
        body = dict(event["body"])
    except KeyError:
        print("no body")
    return name()
