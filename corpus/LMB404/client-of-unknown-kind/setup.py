import sys
import types

import boto3


def prepare():
    session = boto3.session.Session()
    session.client("dynamodb").create_table(
        TableName="Users",
        KeySchema=[{"AttributeName": "UserId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "UserId", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    stores = types.ModuleType("stores")
    stores.users = lambda: session.resource("dynamodb").Table("Users")
    sys.modules["stores"] = stores
