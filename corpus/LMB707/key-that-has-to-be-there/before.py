def handler(event, context):
    return event["queryStringParameters"]["page"]
