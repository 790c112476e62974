import boto3
import botocore.client

REAL = botocore.client.BaseClient._make_api_call
SENT = []


def posted(client, operation, parameters):
    if operation != "PostToConnection":
        return REAL(client, operation, parameters)
    if parameters["ConnectionId"] == "gone":
        raise client.exceptions.GoneException({"Error": {"Code": "GoneException", "Message": "gone"}}, operation)
    SENT.append(parameters["ConnectionId"])
    return {}


def prepare():
    session = boto3.session.Session()
    session.client("dynamodb").create_table(
        TableName="connections",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table = session.resource("dynamodb").Table("connections")
    for one in ("gone", "here"):
        table.put_item(Item={"id": one})
    botocore.client.BaseClient._make_api_call = posted


def between(number):
    SENT.clear()


def observe():
    return list(SENT)
