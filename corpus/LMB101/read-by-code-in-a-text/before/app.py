errors = []


def handler(event, context):
    errors.append(event["name"])
    return {"errors": errors}
