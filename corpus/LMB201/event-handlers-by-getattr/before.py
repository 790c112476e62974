import boto3

CALLS = []


def handler(event, context):
    s3 = boto3.client("s3")
    CALLS.clear()
    getattr(s3, "meta").events.register("before-call.s3.ListBuckets", lambda **kw: CALLS.append(1))
    s3.list_buckets()
    return len(CALLS)
