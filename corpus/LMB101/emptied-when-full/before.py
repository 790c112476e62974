batch = []


def flush():
    sent = len(batch)
    batch.clear()
    return sent


def handler(event, context):
    sent = 0
    for record in event["Records"]:
        batch.append(record["body"])
        if len(batch) >= 2:
            sent += flush()
    return {"sent": sent}
