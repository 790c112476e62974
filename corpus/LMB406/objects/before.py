import boto3

s3 = boto3.client("s3")


def handler(event, context):
    s3.delete_objects(Bucket="orders", Delete={"Objects": [{"Key": order} for order in event["orders"]]})
