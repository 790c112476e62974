def handler(event, context):
    print("served")
    return {"statusCode": 200, "body": event["name"]}
