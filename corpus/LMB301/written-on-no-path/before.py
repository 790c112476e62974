def handler(event, context):
    if event["text"]:
        with open("/tmp/text.txt", "r") as output:
            output.read()
    with open("/tmp/text.txt") as text:
        return text.read()
