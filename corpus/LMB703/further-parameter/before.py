async def handler(event, context, *rest):
    print("served")
    return event["name"]
