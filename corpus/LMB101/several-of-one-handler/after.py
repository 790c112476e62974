def handler(event, context):
    """What came in."""
    names = []
    sizes = {}
    kinds = set()
    for line in event["lines"]:
        names.append(line)
        sizes[line] = len(line)
        kinds.add(line[0])
    return [names, sizes, sorted(kinds)]
