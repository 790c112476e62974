def handler(event, context):
    if event["kind"] == "text":
        return open("/tmp/text.txt").read()
    return ""
