import boto3


def prepare():
    boto3.session.Session().client("dynamodb").create_table(
        TableName="parcels",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
