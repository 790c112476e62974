import time

import boto3

sqs = boto3.client("sqs")
QUEUE = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"


def handler(event, context):
    entries = [{"Id": order, "MessageBody": order} for order in event["orders"]]
    pending = entries
    for attempt in range(5):
        failed = {failure["Id"] for failure in sqs.send_message_batch(QueueUrl=QUEUE, Entries=pending).get("Failed", [])}
        pending = [entry for entry in pending if entry["Id"] in failed]
        if not pending:
            break
        time.sleep(2**attempt / 10)
    else:
        raise RuntimeError(f"send_message_batch: {len(pending)} entries failed")
