LATEST = "/tmp/latest.txt"


def handler(event, context):
    path = f"reports/{event['name']}" if "name" in event else LATEST
    with open(path, "w") as output:
        output.write(event["body"])
