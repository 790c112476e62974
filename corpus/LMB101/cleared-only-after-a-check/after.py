def handler(event, context):
    lines = []
    if event.get("restart"):
        lines.clear()
    lines.append(event["line"])
    return lines
