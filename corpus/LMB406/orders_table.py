import boto3
import botocore.client

REAL = botocore.client.BaseClient._make_api_call
FAILED = []


def prepare():
    boto3.session.Session().client("dynamodb").create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    botocore.client.BaseClient._make_api_call = throttled


def between(number):
    FAILED.clear()
    boto3.session.Session().resource("dynamodb").Table("orders").delete_item(Key={"id": "o2"})


def throttled(client, operation, parameters):
    """The first batch of a call loses its last request."""
    if operation != "BatchWriteItem" or FAILED:
        return REAL(client, operation, parameters)
    FAILED.append(operation)
    requests = parameters["RequestItems"]["orders"]
    answer = REAL(client, operation, {"RequestItems": {"orders": requests[:-1]}})
    return {**answer, "UnprocessedItems": {"orders": requests[-1:]}}
