tenant = ""


def identify(event):
    global tenant
    if "authorizer" not in event:
        return
    tenant = event["authorizer"]["tenant"]


def handler(event, context):
    global tenant
    tenant = ""
    identify(event)
    return {"tenant": tenant}
