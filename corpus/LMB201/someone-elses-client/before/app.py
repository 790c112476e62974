import clients


def handler(event, context):
    s3 = clients.client("s3")
    return s3["service"]
