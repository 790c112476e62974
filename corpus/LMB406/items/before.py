import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    requests = [{"PutRequest": {"Item": {"id": {"S": order}}}} for order in event["orders"]]
    dynamodb.batch_write_item(RequestItems={"orders": requests})
    return len(requests)
