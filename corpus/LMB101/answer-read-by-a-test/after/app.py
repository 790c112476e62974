def handler(event, context):
    errors = []
    errors.append(event["name"])
    return {"errors": errors}
