import boto3


def handler(event, context):
    client = boto3.client("sqs")
    seen = getattr(client, "note", None)
    setattr(client, "note", event["n"])
    return seen
