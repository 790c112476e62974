def handler(event, context):
    query = event["queryStringParameters"]
    if query is None:
        return {"statusCode": 400}
    return {"statusCode": 200, "body": query.get("page")}
