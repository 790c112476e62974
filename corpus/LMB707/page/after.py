def handler(event, context):
    page = (event.get("queryStringParameters") or {}).get("page", "1")
    return {"statusCode": 200, "body": page}
