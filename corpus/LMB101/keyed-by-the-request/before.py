results = {}


def handler(event, context):
    for record in event["Records"]:
        results[record["id"]] = record["value"] * 2
    return [results[record["id"]] for record in event["Records"]]
