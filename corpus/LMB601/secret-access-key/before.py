import boto3


def handler(event, context):
    s3 = boto3.client(
        "s3", aws_access_key_id=event["key"], aws_secret_access_key="wJ7lrXUtnFEMK9MDENGbPxRfiCYzq3hT1vKd8sQe"
    )
    return type(s3).__name__
