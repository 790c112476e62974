lines = []
pending = []


def read(event):
    for line in event["lines"]:
        lines.append(line)
        yield line


def handler(event, context):
    global lines
    lines = []
    for earlier in pending:
        list(earlier)
    pending[:] = [read(event)]
    next(pending[0])
    return list(lines)
