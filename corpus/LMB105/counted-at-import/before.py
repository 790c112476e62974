calls = 0


def increment():
    global calls
    calls = calls + 1
    return calls


increment()


def handler(event, context):
    return event["name"]
