names = []
sizes = {}
kinds = set()


def handler(event, context):
    """What came in."""
    for line in event["lines"]:
        names.append(line)
        sizes[line] = len(line)
        kinds.add(line[0])
    return [names, sizes, sorted(kinds)]
