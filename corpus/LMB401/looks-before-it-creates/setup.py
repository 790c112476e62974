import boto3


calls = []


def prepare():
    boto3.session.Session().client("dynamodb").create_table(
        TableName="Users",
        KeySchema=[
            {"AttributeName": "UserId", "KeyType": "HASH"},
            {"AttributeName": "Name", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "UserId", "AttributeType": "S"},
            {"AttributeName": "Name", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )

    def another_request(**given):
        calls.append(given)
        if len(calls) == 2:
            client = boto3.session.Session().client("dynamodb")
            client.put_item(TableName="Users", Item={"UserId": {"S": "all"}, "Name": {"S": "Eve"}, "By": {"S": "u9"}})

    boto3.setup_default_session()
    boto3.DEFAULT_SESSION.events.register("after-call.dynamodb.GetItem", another_request)
