def handler(event, context):
    key = event["Records"][0]["s3"]["object"]["key"]
    print(key)
    return key
