import boto3
import helper


def handler(event, context):
    client = helper.client()
    seen = getattr(client, "note", None)
    client.note = event["n"]
    return seen
