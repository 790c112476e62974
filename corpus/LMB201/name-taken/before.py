import boto3

s3 = "s3://reports"


def address(name):
    return f"{s3}/{name}"


def handler(event, context):
    bucket = boto3.resource("s3").Bucket("reports")
    sqs = boto3.client("sqs")  # jobs
    print = sqs.meta.region_name
    return address(print) + bucket.name
