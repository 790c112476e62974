def handler(event, context):
    page = event["queryStringParameters"].get("page", "1") if event["queryStringParameters"] else "1"
    return {"statusCode": 200, "body": page}
