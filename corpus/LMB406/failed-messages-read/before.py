import boto3

sqs = boto3.client("sqs")
QUEUE = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"


def handler(event, context):
    entries = [{"Id": order, "MessageBody": order} for order in event["orders"]]
    return sqs.send_message_batch(QueueUrl=QUEUE, Entries=entries).get("Failed")
