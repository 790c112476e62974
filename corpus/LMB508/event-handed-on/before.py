def serve(event):
    for record in event["Records"]:
        print(record["body"])


def handler(event, context):
    first = event["Records"][0]["messageId"]
    serve(event)
    return first
