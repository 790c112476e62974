def handler(event, context):
    print(event)
    return [record["body"] for record in event["Records"]]
