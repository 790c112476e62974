lines = []


def handler(event, context):
    if event.get("restart"):
        lines.clear()
    lines.append(event["line"])
    return lines
