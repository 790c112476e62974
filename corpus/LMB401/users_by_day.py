import boto3


def prepare():
    boto3.session.Session().client("dynamodb").create_table(
        TableName="Users",
        KeySchema=[{"AttributeName": "UserId", "KeyType": "HASH"}, {"AttributeName": "Day", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": "UserId", "AttributeType": "S"}, {"AttributeName": "Day", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
