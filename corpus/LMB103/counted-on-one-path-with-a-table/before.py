errors = 0


def handler(event, context):
    global errors
    if "error" in event:
        errors += 1
    return {"errors": errors}
