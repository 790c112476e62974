latest = "none"


def handler(event, context):
    global latest
    for record in event["Records"]:
        latest = record["id"]
    return {"latest": latest}
