import sys

import boto3


def prepare():
    boto3.client("dynamodb").create_table(
        TableName="Users",
        KeySchema=[{"AttributeName": "UserId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "UserId", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def between(number):
    # the other request's item comes after this one has looked
    sys.modules["before"].table.get_item = lambda Key: {}
