def handler(event, context):
    path = "/tmp/text.txt"
    with open(path, "w") as output:
        output.write(event["text"])

    def text():
        return open(path).read()

    return text()
