import boto3

s3 = boto3.client("s3")
sqs = boto3.client("sqs")


def handler(event, context):
    region = s3.meta.region_name

    # both live in one region
    name = region + event["name"]
    found = sqs.meta.region_name
    return name + found
