def handler(event, context):
    if "queryStringParameters" in event:
        return event["queryStringParameters"].get("page")
    return None
