# the number of requests that were handled by this function
request_counter = 0


def handler(event, context):
    global request_counter
    request_counter += 1
    return {"count": request_counter}
