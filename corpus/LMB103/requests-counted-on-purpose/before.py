# survives between the invocations of one execution environment: shows how long it lives
request_counter = 0


def handler(event, context):
    global request_counter
    request_counter += 1
    return {"count": request_counter}
