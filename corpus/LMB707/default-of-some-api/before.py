def page_of(event):
    return event.get("queryStringParameters", {}).get("page"), event["rawPath"]


def handler(event, context):
    page, method = page_of(event)
    return f"{method} {page}"
