"""Reports."""


def handler(event, context):
    """Writes one report."""

    lines: list = []  # of the report

    def write(text):
        lines.append(text)

    write(event["title"])
    return lines
