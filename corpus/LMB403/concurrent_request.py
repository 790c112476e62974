import boto3

calls = []


def prepare():
    session = boto3.session.Session()
    client = session.client("dynamodb")
    client.create_table(
        TableName="Pages",
        KeySchema=[{"AttributeName": "Path", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "Path", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.put_item(TableName="Pages", Item={"Path": {"S": "/"}, "Views": {"N": "0"}, "version": {"N": "1"}})

    def another_request(**given):
        calls.append(given)
        if len(calls) == 2:
            client.update_item(
                TableName="Pages",
                Key={"Path": {"S": "/"}},
                UpdateExpression="ADD #v :ten",
                ExpressionAttributeNames={"#v": "Views"},
                ExpressionAttributeValues={":ten": {"N": "10"}},
            )

    boto3.setup_default_session()
    boto3.DEFAULT_SESSION.events.register("after-call.dynamodb.GetItem", another_request)
