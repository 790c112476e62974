class Context:
    user = "nobody"


def handler(event, context):
    Context.user = event.get("user") or "nobody"
    return Context.user
