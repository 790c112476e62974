lines = []
hooks = {}


def handler(event, context):
    def note():
        lines.append("noted")

    hooks["note"] = note
    note()
    lines.extend(event["lines"])
    return lines
