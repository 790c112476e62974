def handler(event, context):
    lines = []

    def note():
        lines.append("noted")

    again = note
    again()
    lines.extend(event["lines"])
    return lines
