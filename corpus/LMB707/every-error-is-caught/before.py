def handler(event, context):
    try:
        page = event["queryStringParameters"]["page"]
    except (KeyError, TypeError):
        return {"statusCode": 400}
    return {"statusCode": 200, "body": page}
