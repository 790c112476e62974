batch = []


def handler(event, context):
    try:
        for record in event["Records"]:
            batch.append(record["body"])
        return len(batch)
    finally:
        print(len(batch))
