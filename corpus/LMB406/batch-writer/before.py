import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    with table.batch_writer() as batch:
        for order in event["orders"]:
            batch.put_item(Item={"id": order})
