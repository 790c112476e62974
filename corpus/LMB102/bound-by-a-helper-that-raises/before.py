tenant = ""


def identify(event):
    global tenant
    if "authorizer" not in event:
        raise PermissionError("no tenant")
    tenant = event["authorizer"]["tenant"]


def handler(event, context):
    identify(event)
    return {"tenant": tenant}
