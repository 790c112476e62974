import boto3

s3_client = boto3.client("s3", region_name="eu-west-1")


def handler(event, context):
    names = [bucket["Name"] for bucket in s3_client.list_buckets()["Buckets"]]
    return {"names": names, "region": event["region"]}
