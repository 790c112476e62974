from sizes import size_of


def handler(event, context):
    detail = event["Records"][0]["s3"]
    return size_of(detail["bucket"]["name"], detail["object"]["key"])
