import boto3


class Settings:
    region = "eu-west-2"


def handler(event, context):
    return client.meta.region_name


Settings.region = "eu-west-3"
client = boto3.client("sqs", region_name=Settings.region)
