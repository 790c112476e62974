def handler(event, context):
    path = "/tmp/last.txt"
    try:
        last = open(path).read()
    except FileNotFoundError:
        last = ""
    with open(path, "w") as output:
        output.write(event["text"])
    return last
