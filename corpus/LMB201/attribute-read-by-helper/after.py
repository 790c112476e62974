import boto3

client = boto3.client("sns")


def tag(client, value):
    print(getattr(client, "tenant", value))
    return client


def handler(event, context):
    return tag(client, event["region"]).meta.region_name
