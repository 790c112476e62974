def other(event, context):
    return {"statusCode": 200}
