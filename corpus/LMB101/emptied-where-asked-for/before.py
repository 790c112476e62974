lines = []


def handler(event, context):
    if event.get("anew"):
        lines.clear()
    for line in event["lines"]:
        lines.append(line)
    return lines
