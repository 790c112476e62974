async def handler(event, context):
    print("served")
    return event["name"]
