def handler(event, context):
    counter = 0
    for _ in event["Records"]:
        counter += 1
    return counter
