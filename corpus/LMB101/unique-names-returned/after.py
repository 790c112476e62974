def handler(event, context):
    handled = set()
    for record in event["Records"]:
        if record["messageId"] in handled:
            continue
        handled.add(record["messageId"])
        print("charging", record["messageId"])
    return sorted(handled)
