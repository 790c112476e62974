import boto3

s3 = boto3.client("s3")


def handler(event, context):
    return s3.generate_presigned_url("put_object", Params={"Bucket": "pictures", "Key": "a.png"})
