def handler(event, context):
    if event["text"]:
        with open("/tmp/text.txt", "w") as output:
            output.write(event["text"])
    with open("/tmp/text.txt") as text:
        return text.read()
