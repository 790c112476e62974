import boto3


def handler(event, context):
    s3 = boto3.client("s3")
    return {"where": s3.meta.region_name, "answer": event["ResponseURL"]}
