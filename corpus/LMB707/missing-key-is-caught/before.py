def handler(event, context):
    try:
        page = event["queryStringParameters"]["page"]
    except KeyError:
        return {"statusCode": 400}
    return {"statusCode": 200, "body": page}
