failed = 0


def handler(event, context):
    global failed
    failed = 0
    for record in event["Records"]:
        if not record["body"]:
            failed += 1
    return {"failed": failed}
