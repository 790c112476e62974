import sys
from types import SimpleNamespace

import boto3


def prepare():
    sys.modules["torch"] = SimpleNamespace(load=lambda path: lambda logo: "a bird")
    boto3.session.Session().client("dynamodb").create_table(
        TableName="brands",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
