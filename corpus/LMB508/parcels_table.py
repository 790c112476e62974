import boto3


def prepare():
    session = boto3.session.Session()
    session.client("dynamodb").create_table(
        TableName="parcels",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table = session.resource("dynamodb").Table("parcels")
    for number in ("1", "2", "3"):
        table.put_item(Item={"id": number})
