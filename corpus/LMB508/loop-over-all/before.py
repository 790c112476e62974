def handler(event, context):
    print(event["Records"][0]["body"])
    return [record["body"] for record in event["Records"]]
