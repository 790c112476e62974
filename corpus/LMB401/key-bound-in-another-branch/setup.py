import boto3


def prepare():
    boto3.client("dynamodb").create_table(
        TableName="notes",
        KeySchema=[{"AttributeName": "noteId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "noteId", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
