import boto3

s3 = boto3.client("s3")


def handler(event, context):
    detail = event["detail"]
    key = detail["object"]["key"]
    return len(s3.get_object(Bucket=detail["bucket"]["name"], Key=key)["Body"].read())
