def handler(event, context):
    return {"key": event["Records"][0]["s3"]["object"]["key"]}
