class Context:
    user = "nobody"


def handler(event, context):
    if event.get("user"):
        Context.user = event["user"]
    return Context.user
