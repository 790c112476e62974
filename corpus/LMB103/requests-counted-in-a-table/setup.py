import boto3


def prepare():
    boto3.session.Session().client("dynamodb").create_table(
        TableName="request-counters",
        KeySchema=[{"AttributeName": "counterId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "counterId", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def between(number):
    """Another environment counts as well."""
    table = boto3.session.Session().resource("dynamodb").Table("request-counters")
    if number == 2:
        table.update_item(
            Key={"counterId": "request_counter"},
            UpdateExpression="ADD #count :one",
            ExpressionAttributeNames={"#count": "count"},
            ExpressionAttributeValues={":one": 1},
        )
