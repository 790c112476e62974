import boto3
from botocore.exceptions import ClientError, NoRegionError


def handler(event, context):
    try:
        s3 = boto3.client("s3")
        s3.head_bucket(Bucket=event["bucket"])
    except ClientError as error:
        return {"problem": error.response["Error"]["Code"]}
    return {"problem": NoRegionError.__name__}
