def handler(event, context):
    latest = "none"
    for record in event["Records"]:
        latest = record["id"]
    return {"latest": latest}
