def handler(event, context):
    if event["text"]:
        with open("/tmp/text.txt", "w") as output:
            output.write(event["text"])
    try:
        return open("/tmp/text.txt").read()
    except FileNotFoundError:
        return "nothing"
