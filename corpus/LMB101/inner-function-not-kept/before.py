lines = []


def handler(event, context):
    def note():
        lines.append("noted")

    again = note
    again()
    lines.extend(event["lines"])
    return lines
