import boto3


def prepare():
    session = boto3.session.Session()
    session.client("dynamodb").create_table(
        TableName="prices",
        KeySchema=[{"AttributeName": "sku", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "sku", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    session.resource("dynamodb").Table("prices").put_item(Item={"sku": "a", "price": 12})
