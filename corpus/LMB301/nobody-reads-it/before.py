def handler(event, context):
    with open("/tmp/status.txt", "w") as status:
        status.write(event["text"])
