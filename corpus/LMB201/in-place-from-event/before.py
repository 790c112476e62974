import boto3


def handler(event, context):
    names = [bucket["Name"] for bucket in boto3.client("s3", region_name=event["region"]).list_buckets()["Buckets"]]
    return {"names": names, "region": event["region"]}
