account = None
seen = False


def handler(event, context):
    global account
    if event.get("refresh"):
        account = context.invoked_function_arn.split(":")[4]
    return {"known": account is not None}
