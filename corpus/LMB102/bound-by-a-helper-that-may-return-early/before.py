tenant = ""


def identify(event):
    global tenant
    if "authorizer" not in event:
        return
    tenant = event["authorizer"]["tenant"]


def handler(event, context):
    identify(event)
    return {"tenant": tenant}
