lines = []


def handler(event, context):
    if lines:
        lines.clear()
    for line in event["lines"]:
        lines.append(line)
    return lines
