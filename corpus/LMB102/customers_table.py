import boto3


def prepare():
    table = boto3.session.Session().resource("dynamodb").create_table(
        TableName="customers",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.put_item(Item={"id": "c-1", "name": "Ada"})



def observe():
    import before

    return "Ada" in str(vars(before))
