def handler(event, context):
    print(len(event))
    return event["body"]
