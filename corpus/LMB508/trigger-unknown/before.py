def handler(event, context):
    first = event["Records"][0]
    print(first)
