import boto3


def handler(event, context):
    setattr(boto3, "DEFAULT_SESSION", boto3.session.Session(region_name="eu-west-%d" % event["n"]))
    client = boto3.client("sqs")
    return client.meta.region_name
