import boto3


def prepare():
    boto3.client("dynamodb").create_table(
        TableName="rooms",
        KeySchema=[{"AttributeName": "roomId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "roomId", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
