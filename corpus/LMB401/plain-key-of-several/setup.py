import boto3


def prepare():
    boto3.session.Session().client("dynamodb").create_table(
        TableName="Users",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
