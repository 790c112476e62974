def lines(event):
    with open("/tmp/lines.txt", "w") as output:
        output.write(event["text"])
    with open("/tmp/lines.txt") as saved:
        yield from saved


def handler(event, context):
    return list(lines(event))
