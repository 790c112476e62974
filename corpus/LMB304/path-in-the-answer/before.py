def handler(event, context):
    path = f"/tmp/{event['name']}"
    with open(path, "w") as output:
        output.write(event["body"])
    return {"written": path}
