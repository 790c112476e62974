import time

import boto3

events = boto3.client("events")


def announce(first, second):
    pending = [{"Detail": first}, {"Detail": second}]
    for attempt in range(5):
        results = events.put_events(Entries=pending)["Entries"]
        pending = [entry for entry, result in zip(pending, results) if result.get("ErrorCode")]
        if not pending:
            break
        time.sleep(2**attempt / 10)
    else:
        raise RuntimeError(f"put_events: {len(pending)} events failed")


def handler(event, context):
    announce(event["orders"][0], event["orders"][1])
    time.sleep(0)
