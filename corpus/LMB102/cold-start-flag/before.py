cold = True


def handler(event, context):
    global cold
    was_cold, cold = cold, False
    if was_cold:
        print("cold start")
    return event["name"]
