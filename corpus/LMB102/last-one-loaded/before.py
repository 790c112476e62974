loaded_for = None
profile = None


def handler(event, context):
    global loaded_for, profile
    if loaded_for != event["user"]:
        profile = {"name": event["user"].title()}
        loaded_for = event["user"]
    return profile
