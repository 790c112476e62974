import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    response = table.scan()
    items = response["Items"]
    while "LastEvaluatedKey" in response:
        response = table.scan(ExclusiveStartKey=response["LastEvaluatedKey"])
        items.extend(response["Items"])
    return len(items)
