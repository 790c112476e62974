import boto3

sqs = boto3.client("sqs")


def main(entries):
    sqs.send_message_batch(QueueUrl="orders", Entries=entries)


def handler(event, context):
    return "ok"
