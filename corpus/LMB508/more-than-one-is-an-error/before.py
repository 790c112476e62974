def handler(event, context):
    if len(event["Records"]) != 1:
        raise ValueError("one at a time")
    return event["Records"][0]["body"]
