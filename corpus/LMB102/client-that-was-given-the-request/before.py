import boto3

settings = None


def handler(event, context):
    global settings
    client = boto3.client("s3")
    client.put_object(Bucket="orders", Key=event["id"], Body=b"x")
    if event.get("refresh"):
        settings = client.list_buckets()["Buckets"][0]["Name"]
    return settings
