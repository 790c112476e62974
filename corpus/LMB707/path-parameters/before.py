def handler(event, context):
    return event["pathParameters"].get("id")
