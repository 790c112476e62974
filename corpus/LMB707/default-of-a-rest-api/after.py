def page_of(event):
    return (event.get("queryStringParameters") or {}).get("page"), event["httpMethod"]


def handler(event, context):
    page, method = page_of(event)
    return f"{method} {page}"
