import boto3

kinesis = boto3.client("kinesis")


def handler(event, context):
    records = [{"Data": order.encode(), "PartitionKey": order} for order in event["orders"]]
    kinesis.put_records(
        StreamName="orders",
        Records=records,
    )
