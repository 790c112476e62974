import boto3
from botocore.stub import Stubber


def dry(client):
    stubber = Stubber(client)
    stubber.add_response("list_topics", {"Topics": []})
    stubber.activate()


def handler(event, context):
    client = boto3.client("sns")
    dry(client)
    return client.list_topics()["Topics"]
