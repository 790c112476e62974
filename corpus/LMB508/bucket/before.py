def handler(event, context):
    return event["Records"][0]["s3"]["object"]["key"]
