import boto3


def sign(request, **rest):
    request.headers["X-Order"] = "7"


def handler(event, context):
    s3 = boto3.client("s3")
    s3.meta.events.register("before-sign.s3", sign)
    return len(s3.list_buckets()["Buckets"])
