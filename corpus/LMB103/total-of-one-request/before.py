failed = 0


def handler(event, context):
    global failed
    for record in event["Records"]:
        if not record["body"]:
            failed += 1
    return {"failed": failed}
