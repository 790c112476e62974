def handler(event, context):
    failed = 0
    for record in event["Records"]:
        if not record["body"]:
            failed += 1
    return {"failed": failed}
