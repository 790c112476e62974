"""Reports."""

lines: list = []  # of the report


def handler(event, context):
    """Writes one report."""

    def write(text):
        lines.append(text)

    write(event["title"])
    return lines
