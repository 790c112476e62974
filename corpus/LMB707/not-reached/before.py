def page_of(event):
    return event["queryStringParameters"].get("page")


def handler(event, context):
    return "ok"
