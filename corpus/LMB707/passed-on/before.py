def page_of(query):
    return (query or {}).get("page")


def handler(event, context):
    return page_of(event["queryStringParameters"])
