request_counter = 0


def count():
    global request_counter
    request_counter += 1


def handler(event, context):
    count()
    return {"count": request_counter}
