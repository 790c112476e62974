def handler(event, context):
    batch = []
    try:
        for record in event["Records"]:
            batch.append(record["body"])
        return len(batch)
    finally:
        print(len(batch))
