import boto3


def prepare():
    session = boto3.session.Session()
    session.client("dynamodb").create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "line", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "line", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    table = session.resource("dynamodb").Table("orders")
    for number in range(4):
        table.put_item(Item={"id": "o1", "line": str(number), "text": "x" * 390_000})
