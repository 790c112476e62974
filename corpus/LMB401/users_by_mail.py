import boto3


def prepare():
    boto3.session.Session().client("dynamodb").create_table(
        TableName="Users",
        KeySchema=[{"AttributeName": "Mail", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "Mail", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
