def handler(event, context):
    lines = []
    if event.get("anew"):
        lines.clear()
    for line in event["lines"]:
        lines.append(line)
    return lines
