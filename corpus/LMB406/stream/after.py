import time

import boto3

kinesis = boto3.client("kinesis")


def handler(event, context):
    records = [{"Data": order.encode(), "PartitionKey": order} for order in event["orders"]]
    pending = records
    for attempt in range(5):
        results = kinesis.put_records(StreamName="orders", Records=pending)["Records"]
        pending = [entry for entry, result in zip(pending, results) if result.get("ErrorCode")]
        if not pending:
            break
        time.sleep(2**attempt / 10)
    else:
        raise RuntimeError(f"put_records: {len(pending)} records failed")
